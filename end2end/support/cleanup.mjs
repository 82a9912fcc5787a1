// Putting things away after a test, the last one first: a page goes before the server that it talks to.

const open = new WeakMap();

/** Does this after `t`, a test or `{ after }` for a whole file; all of it, even if some of it fails. */
export function afterwards(t, action) {
  if (!open.has(t)) {
    open.set(t, []);
    t.after(() => putAway(open.get(t)));
  }
  open.get(t).push(action);
}

async function putAway(actions) {
  const errors = [];
  for (const action of actions.reverse()) {
    try {
      await action();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
