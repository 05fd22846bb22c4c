// A text of the page's table with what belongs in its places: filled("{name} = {number}", { name: "w", number: 2 }).

export const filled = (text, parts) => text.replace(/\{(\w+)\}/g, (place, name) => (name in parts ? parts[name] : place));
