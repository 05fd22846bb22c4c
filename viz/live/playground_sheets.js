// What is below the playground, one sheet at a time: { key, title, root }, and as each needs it `rebuild`, when the net or
// the data are others; `draw`, when numbers are; `destroy`.

import { dataSheet } from "./data_sheet.js";
import { learningSheet } from "./learning_sheet.js";
import { numbersSheet } from "./numbers_sheet.js";
import { perceptronSheet } from "./perceptron_sheet.js";
import { pythonSheet } from "./python_sheet.js";
import { sampleSheet } from "./sample_sheet.js";
import { surfaceSheet } from "./surface_sheet.js";

export const playgroundSheets = page =>
  [learningSheet, sampleSheet, numbersSheet, surfaceSheet, perceptronSheet, dataSheet, pythonSheet].map(sheet => sheet(page));
