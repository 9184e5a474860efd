// Reads one question a line from standard input and answers on standard output, in order:
// {"judge":"akamai","op":"sign","arguments":{...}} -> {"answer":...} or {"refused":"why"}.
// A judge is a module beside this one that exports its operations by name.
import { createInterface } from 'node:readline';

const judges = new Map();

async function judgeOf(name) {
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new Error(`no judge is called ${name}`);
  }
  if (!judges.has(name)) {
    judges.set(name, await import(`./${name}.mjs`));
  }
  return judges.get(name);
}

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    const question = JSON.parse(line);
    const judge = await judgeOf(question.judge);
    result = { answer: await judge[question.op](question.arguments) };
  } catch (e) {
    result = { refused: String(e?.message ?? e) };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
