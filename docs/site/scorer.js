// What stands first among what is found: what is called as the reader calls it. The more of a title's words were typed, and
// the more of what was typed are its words, the better, be it a page's, a section's, a function's, or a phrase of
// docs/site/sought.py, which comes before the others. Then comes a page for a task before a page that mentions the word, a
// name of autograd, nn or viz before the same name in a class or in the door to micrograd, and what readers want before
// what maintainers keep.
var Scorer = {
  preferred: [
    [/^docs\/reference\/micrograd$/, -10],
    [/^docs\/(how_to\/|tutorial$)/, 3],
    [/^docs\/(explanation\/|own_operations$|live_pages$|reference\/(optimizers|training)$)/, 1],
    [/^(CHANGELOG|tests\/|benchmarks\/|docs\/(architecture|mutation|reliability)$)/, -4],
  ],
  words(text) {
    const stemmer = new Stemmer();
    const unheard = new Set(stopwords); // a list before Sphinx 9
    const words = splitQuery(text.replaceAll("_", " ").toLowerCase()).filter(word => !unheard.has(word));
    return new Set(words.map(word => stemmer.stemWord(word)));
  },
  score([page, title, , description, score]) {
    const asked = Scorer.words(new URLSearchParams(location.search).get("q"));
    const isName = description !== null;
    const path = isName ? title.split(".") : [title.split(" > ").at(-1)];
    const called = Scorer.words(path.at(-1));
    const shared = [...asked].filter(word => called.has(word)).length;
    const [, preference] = Scorer.preferred.find(([pattern]) => pattern.test(page)) ?? [null, 0];
    const importance = isName ? score : 0;
    return (24 * shared) / (asked.size + called.size) + importance + preference - Math.max(path.length - 2, 0);
  },
  // Sphinx's own numbers. Of these, that of a topic alone says what the words do not.
  objPrio: { 0: 2, 1: 0, 2: 0 },
  objPrioDefault: 0,
  objNameMatch: 0,
  objPartialMatch: 0,
  title: 0,
  partialTitle: 0,
  term: 0,
  partialTerm: 0,
};
