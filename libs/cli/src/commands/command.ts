/** A verb's program: gets the words behind the verb, answers with the exit code. */
export type Command = (args: string[]) => Promise<number>;
