/** An element with its attributes and children; a text is never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export const find = (selector) => document.querySelector(selector);

/** Screen readers speak what changes: only what has changed is written. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const STATE_WORDS = { ok: 'well', warn: 'look at it', bad: 'bad' };
const STATE_SIGNS = { ok: '✓', warn: '!', bad: '✕' };

/** By shape and word too, for those who do not see the colour. */
export function stateSign(state) {
  return element(
    'span',
    { class: 'sign', 'data-state': state },
    element('span', { 'aria-hidden': 'true' }, STATE_SIGNS[state]),
    element('span', { class: 'unseen' }, `${STATE_WORDS[state]}: `),
  );
}
