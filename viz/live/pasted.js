// Samples that were pasted: lines of x₁, x₂ and a class or a number, as a table of CSV or TSV has them.

// What is wrong with the text: `text`, a key of the pages' texts, and what belongs in its places.
export class DataError extends Error {
  constructor(text, parts = {}) {
    super(text);
    this.text = text;
    this.parts = parts;
  }
}

export const MOST_SAMPLES = 2000;

// What stands between the columns of a line: a tab, a semicolon, a comma, or else spaces.
const separatorOf = line => ["\t", ";", ","].find(separator => line.includes(separator)) ?? /\s+/;

const bare = field => field.trim().replace(/^(["'])(.*)\1$/, "$2").trim();

// A number; where commas do not separate, one may be the decimal point.
function numberIn(field, separator) {
  const text = separator === "," ? field : field.replace(",", ".");
  return text === "" || !/^[-+.\deE]+$/.test(text) ? NaN : Number(text);
}

// The lines that say something: [{ line: their number from 1 up, fields }], and what separates the fields.
function fieldsOf(text) {
  const lines = text.split(/\r\n|\r|\n/).map((line, k) => ({ line: k + 1, text: line.trim() }));
  const filled = lines.filter(({ text: line }) => line !== "");
  if (!filled.length) throw new DataError("data: empty");
  const separator = separatorOf(filled[0].text);
  return { separator, rows: filled.map(({ line, text: row }) => ({ line, fields: row.split(separator).map(bare) })) };
}

// text → { X, y, classes }: classes are the labels in the order of their numbers, null for regression.
// problem: "two classes", "three classes" or "regression". A first line without numbers is taken for a heading.
// Throws a DataError that names line and column.
export function parsed(text, problem) {
  const { separator, rows } = fieldsOf(text);
  const isHeading = rows[0].fields.slice(0, 2).every(field => Number.isNaN(numberIn(field, separator)));
  const data = isHeading ? rows.slice(1) : rows;
  if (!data.length) throw new DataError("data: empty");
  if (data.length > MOST_SAMPLES) throw new DataError("data: too many", { count: data.length, most: MOST_SAMPLES });
  const X = data.map(row => columnsOf(row, separator));
  if (problem !== "regression") return { X, ...classified(data, problem === "three classes" ? 3 : 2) };
  return { X, y: data.map(({ line, fields }) => finite(line, 3, fields[2], separator)), classes: null };
}

function columnsOf({ line, fields }, separator) {
  if (fields.length !== 3) throw new DataError("data: columns", { line, found: fields.length });
  return [1, 2].map(column => finite(line, column, fields[column - 1], separator));
}

function finite(line, column, found, separator) {
  const number = numberIn(found, separator);
  if (!Number.isFinite(number)) throw new DataError("data: no number", { line, column, found });
  return number;
}

function classified(data, most) {
  const classes = [];
  for (const { line, fields } of data) {
    const found = fields[2];
    if (found === "") throw new DataError("data: no class", { line, column: 3 });
    if (classes.includes(found)) continue;
    if (classes.length === most) throw new DataError("data: too many classes", { line, column: 3, found, most });
    classes.push(found);
  }
  classes.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return { y: data.map(({ fields }) => classes.indexOf(fields[2])), classes };
}
