# Who may log in, by the Secrets that the services log in with: "user" "password", a quote in it doubled.
set -eu
umask 077
env | sed -n 's/^PASSWORD_OF_\([a-z_]*\)=.*/\1/p' | while read -r user; do
  password=$(printenv "PASSWORD_OF_$user" | sed 's/"/""/g')
  printf '"%s" "%s"\n' "$user" "$password"
done > /run/pgbouncer/users.txt
