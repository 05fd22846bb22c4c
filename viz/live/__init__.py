"""Pages that answer when they are touched: graphs whose numbers move in a browser, without Python.

| module | what it does |
| --- | --- |
| `phrases`, `phrase_vectors`, `body`, `statements` | interpret a formula of the algebra, and write it as a function |
| `kernels` | knows, by function, what JavaScript calls the elementary ones |
| `javascript` | writes rows: value and partials |
| `page_graph` | a computed Value's graph as data, with the ids of its picture |
| `embedding` | data in a script element, modules in one |
| `document`, `texts` | a page as one file; what pages say, in every language |
| `frames` | the passes moment by moment: what is known, what is at work, what it computes |
| `step_pictures` | those moments as PDF, PNG and film |
| `special.js` | functions that Math lacks, and those that refuse as Python's do |
| `engine.js` | forward and backward on the data |

A page is `special.js`, the rows, `engine.js` and a module of its own, one after the other in one scope: what is
declared at the top of one must not be declared in another.
"""
