// Elements made by name, attributes and content: text is always text, never markup.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

function furnished(made, attributes, content) {
  for (const [name, given] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), given);
    else if (given === true) made.setAttribute(name, "");
    else if (given !== false && given !== null && given !== undefined) made.setAttribute(name, given);
  }
  made.append(...content.flat().filter(part => part !== null));
  return made;
}

// element("button", { class: "wide", onclick: act }, "go"): true is an attribute without a value, false and null none.
export const element = (tag, attributes = {}, ...content) =>
  furnished(document.createElement(tag), attributes, content);

export const svgElement = (tag, attributes = {}, ...content) =>
  furnished(document.createElementNS(SVG_NAMESPACE, tag), attributes, content);
