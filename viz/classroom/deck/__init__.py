"""The lecture as a deck of slides: one HTML file, made afresh from the numbers of one small file.

| module | what it does |
| --- | --- |
| `numbers` | the numbers of the slides, each with its default and what it may be; `deck.toml` |
| `kinds` | what a number of the deck may be, and how it is said that it is not |
| `slide` | a slide, and what stands on it: text, formulas, tables, quizzes |
| `pictures` | pictures within the page, on a light ground and a dark one; the passes step by step |
| `perceptron` … `xor` | the slides, part by part |
| `page` | slides as a page: style, script and policy |
| `deck` | `viz.deck` |

`vendor` holds reveal.js, which turns the slides, as its authors publish it; `python -m docs.fetch_reveal` fetches it.
"""
