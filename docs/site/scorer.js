// What stands first among what is found: the page for a task before a page that mentions the word, unless the task is a
// teacher's or another library's; a name of autograd, nn or viz before the same name in the door to micrograd; and what
// readers want before what maintainers keep.
// The numbers are those of Sphinx's own search, but for `preferred`.
var Scorer = {
  preferred: [
    [/^docs\/reference\/micrograd$/, -10],
    [/^docs\/how_to\/(deck|draw_pytorch|exercises|from_and_to_|grade_with_|mark$|supported_|worksheet)/, 0],
    [/^docs\/(how_to\/|tutorial$)/, 6],
    [/^docs\/(explanation\/|own_operations$|live_pages$|reference\/(optimizers|training)$)/, 2],
    [/^(CHANGELOG|tests\/|benchmarks\/|docs\/(architecture|mutation|reliability)$)/, -4],
  ],
  score: ([page, , , , score]) => score + (Scorer.preferred.find(([pattern]) => pattern.test(page)) ?? [null, 0])[1],
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
