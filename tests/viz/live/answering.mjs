// Answers one line of JSON after the other: { load: text of a module } or { call: name, given: [...] }, by the function of
// that name in the object that the module exports. Numbers that JSON lacks travel as text.
import { createInterface } from "node:readline";

let functions = {};
const isText = x => typeof x === "number" && (!Number.isFinite(x) || Object.is(x, -0));
const written = (_, x) => (isText(x) ? (Object.is(x, -0) ? "-0" : String(x)) : x);

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { load, call, given } = JSON.parse(line);
    if (load !== undefined) {
      functions = (await import(`data:text/javascript;base64,${Buffer.from(load).toString("base64")}`)).default;
      answer = { given: null };
    } else {
      answer = { given: functions[call](...given) };
    }
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer, written)}\n`);
}
