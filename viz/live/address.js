// Settings in the address, as "data=circles&layers=4,2&rate=0.03": what is as it is by default is left out.
//
// Whoever wrote an address may have written anything: what is not allowed is as if it were not there.

const asText = given => (given === null ? "all" : Array.isArray(given) ? given.join(",") : String(given));

export function addressOf(settings, defaults) {
  const differing = Object.keys(defaults).filter(name => asText(settings[name]) !== asText(defaults[name]));
  return differing.map(name => `${name}=${encodeURIComponent(asText(settings[name])).replace(/%2C/g, ",")}`).join("&");
}

// The settings in an address; `allowed` has a function for each name, which gives the setting that a text stands for,
// and undefined for none.
export function settingsIn(address, defaults, allowed) {
  const settings = { ...defaults };
  for (const entry of address.replace(/^#/, "").split("&")) {
    const [name, text] = [entry.split("=")[0], entry.slice(entry.indexOf("=") + 1)];
    if (!Object.hasOwn(defaults, name) || !entry.includes("=")) continue;
    const found = allowed[name](decoded(text));
    if (found !== undefined) settings[name] = found;
  }
  return settings;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) { // a lone %
    return text;
  }
}

// What may stand in an address: one of several, a number in a range, a list.
export const oneOf = names => text => (names.includes(text) ? text : undefined);

export const ranged = (least, most, isWhole = false) => text => {
  const number = text.trim() === "" ? NaN : Number(text);
  return number >= least && number <= most && (!isWhole || Number.isInteger(number)) ? number : undefined;
};

export const switched = text => ({ true: true, false: false })[text];

export const listOf = (entry, fewest, most) => text => {
  const found = text === "" ? [] : text.split(",").map(entry);
  return found.length >= fewest && found.length <= most && !found.includes(undefined) ? found : undefined;
};
