// The little that the cases need to say what they expect. They run in browsers, which have no assert module.

export class CheckFailed extends Error {}

export function check(condition, message) {
  if (!condition) throw new CheckFailed(message);
}

export function same(found, expected, message = "") {
  const [a, b] = [text(found), text(expected)];
  if (a !== b) throw new CheckFailed(`${message}\n  expected ${b}\n     found ${a}`.trim());
}

const text = (value) =>
  value === undefined ? "undefined" : JSON.stringify(value, (_, item) => (Number.isNaN(item) ? "NaN" : item));

/** The error that a call ends with, whether it throws or rejects. */
export async function errorOf(call) {
  let value;
  try {
    value = await call();
  } catch (error) {
    return error;
  }
  throw new CheckFailed(`expected an error, found ${text(value)}`);
}

/** Checks that a call ends with an error of the package, and gives it back. */
export async function failure(call, code, facts = {}) {
  const error = await errorOf(call);
  if (error.name !== "MilestreakError") throw new CheckFailed(`expected ${code}, found ${error?.stack ?? error}`);
  same(error.code, code, error.message);
  for (const [name, value] of Object.entries(facts)) {
    if (value instanceof RegExp) check(value.test(error[name]), `${name}: ${error[name]} does not fit ${value}`);
    else same(error[name], value, `${name} of ${error.message}`);
  }
  return error;
}
