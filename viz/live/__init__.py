"""Pages that answer when they are touched: graphs whose numbers move in a browser, without Python.

| module | what it does |
| --- | --- |
| `phrases`, `phrase_vectors`, `body`, `statements` | interpret a formula of the algebra, and write it as a function |
| `kernels` | knows, by function, what JavaScript calls the elementary ones |
| `javascript` | writes rows: value and partials |
| `page_graph` | a computed Value's graph as data, with the ids of its picture |
| `trees`, `forms`, `facts` | the rows' formulas with slots for a node's names and numbers |
| `embedding` | data in a script element, modules in one |
| `document`, `texts` | a page as one file; what pages say, in every language |
| `frames` | the passes moment by moment: what is known, what is at work, what it computes |
| `step_pictures` | those moments as PDF, PNG and film |
| `leaves` | a graph's leaves by name: numbers tried on a copy, and written back |
| `widget`, `widget.js` | the page in a notebook: what Python hears, and says; imported where anywidget is |
| `still` | the picture that stands for a page where nothing runs |
| `special.js` | functions that Math lacks, and those that refuse as Python's do |
| `engine.js` | forward and backward on the data |
| `trees.js`, `formulas.js`, `paths.js` | formulas filled, shown and added up; the paths to the output |
| `answers.js`, `nudging.js`, `ask.js` | what a node, a weight and an edge answer, as data and as elements |

A page is `special.js`, the rows, `engine.js` and a module of its own, one after the other in one scope: what is
declared at the top of one must not be declared in another.
"""
