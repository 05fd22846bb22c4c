"""What the pages say, in every language that they speak. Translating is filling a column.

Braces hold the place of what is filled in: "{name}" is filled in by the page, as `filled` of `texts.js` does it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from autograd.shared.near_names import check_name

__all__ = ["LANGUAGES", "TEXTS", "texts_asked_for", "texts_in"]

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""The columns of the table, in their order."""

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    # Where no script runs.
    "needs script": (
        "This page moves only where scripts may run.",
        "Diese Seite bewegt sich nur, wo Skripte laufen dürfen.",
    ),
    # Moving through the steps.
    "steps": ("steps", "Schritte"),
    "first step": ("first step", "erster Schritt"),
    "one step back": ("one step back", "ein Schritt zurück"),
    "one step on": ("one step on", "ein Schritt weiter"),
    "last step": ("last step", "letzter Schritt"),
    "step": ("step", "Schritt"),
    "step of": ("{step} of {count}: {caption}", "{step} von {count}: {caption}"),
    "play": ("play", "abspielen"),
    "pause": ("pause", "anhalten"),
    "speed": ("speed", "Tempo"),
    "steps a second": ("steps/s", "Schritte/s"),
    "a step is": ("a step is", "ein Schritt ist"),
    "by edge": ("one edge", "eine Kante"),
    "by node": ("one node", "ein Knoten"),
    "at work": ("The line at work", "Die Zeile, die arbeitet"),
    # What happens in a step.
    "the inputs": ("the inputs", "die Eingaben"),
    "forward step": ("forward: {node}", "vorwärts: {node}"),
    "the gradient of the output": (
        "backward: the gradient of the output is 1",
        "rückwärts: der Gradient der Ausgabe ist 1",
    ),
    "backward step": (
        "backward from {node}: its gradient {gradient} times each local derivative",
        "rückwärts von {node}: sein Gradient {gradient} mal jede lokale Ableitung",
    ),
    "backward group": ("backward through {node}", "rückwärts durch {node}"),
    "backward edge": ("backward from {node} to {operand}", "rückwärts von {node} zu {operand}"),
    # A graph to explore.
    "forward and backward pass": ("forward and backward pass", "Vorwärts- und Rückwärtslauf"),
    "graph": ("graph", "Graph"),
    "picture of the graph": ("picture of the graph", "Bild des Graphen"),
    "edge": ("edge from {operand} to {result}", "Kante von {operand} zu {result}"),
    "mode": ("mode", "Modus"),
    "explore": ("Explore", "Erkunden"),
    "step by step": ("Step by step", "Schritt für Schritt"),
    "folded": ("shown", "gezeigt"),
    "the whole graph": ("the whole graph", "der ganze Graph"),
    "by layer": ("folded by layer", "nach Schichten gefaltet"),
    "by neuron": ("folded by neuron", "nach Neuronen gefaltet"),
    "by group": ("folded", "gefaltet"),
    "all open": ("all open", "alles offen"),
    "opened": ("{names} open", "{names} offen"),
    "in simpler operations": ("in simpler operations", "in einfacheren Operationen"),
    "fold group": ("fold {name}", "{name} zuklappen"),
    "unfold group": ("unfold {name}", "{name} aufklappen"),
    "zoom": ("zoom", "Vergrößerung"),
    "smaller": ("smaller", "kleiner"),
    "larger": ("larger", "größer"),
    "fit": ("fit", "einpassen"),
    "reset": ("reset", "zurücksetzen"),
    "reset all": ("reset all", "alles zurücksetzen"),
    "details": ("details", "Einzelheiten"),
    "what is selected": ("what is selected", "was ausgewählt ist"),
    "its edges": ("its edges", "seine Kanten"),
    "the number": ("the number", "die Zahl"),
    "skip the graph": ("skip the graph", "den Graphen überspringen"),
    "nothing selected": (
        "Drag a leaf to the left or right, and all numbers follow. Click a node or an arrow to ask it.",
        "Ein Blatt nach links oder rechts ziehen, und alle Zahlen folgen. Einen Knoten oder Pfeil anklicken, um ihn zu"
        " fragen.",
    ),
    "how to move": (
        "Drag it in the picture, type, or press the arrow keys.",
        "Im Bild ziehen, tippen oder die Pfeiltasten drücken.",
    ),
    "keys": ("Keys", "Tasten"),
    "what keys do": (
        "On a leaf: arrows change its number, with Shift ten times as fast, with Alt a tenth; digits type it. On a"
        " node: Enter selects it, Escape lets it go. Zoom: + and −, 0 fits. Steps: left and right arrow, Home, End,"
        " space plays.",
        "Auf einem Blatt: Pfeile ändern seine Zahl, mit Umschalt zehnmal so schnell, mit Alt ein Zehntel; Ziffern"
        " tippen sie. Auf einem Knoten: Enter wählt ihn aus, Escape lässt ihn los. Größe: + und −, 0 passt ein."
        " Schritte: Pfeil links und rechts, Pos1, Ende, die Leertaste spielt ab.",
    ),
    "undefined": ("{name} is not defined at {operands}", "{name} ist nicht definiert bei {operands}"),
    "too large": (
        "{name} is too large for a float at {operands}",
        "{name} ist zu groß für eine Gleitkommazahl bei {operands}",
    ),
    "no derivative": ("{name} has no derivative at {operands}", "{name} hat keine Ableitung bei {operands}"),
    "ghost": ("{number}, Δ {change}", "{number}, Δ {change}"),
    "number of": ("number of {name}", "Zahl von {name}"),
    "slider of": ("slider of {name}", "Regler von {name}"),
    "started at": ("started at {number}, Δ {change}", "begann bei {number}, Δ {change}"),
    # Asking a node, an edge, a weight.
    "no number": ("no number", "keine Zahl"),
    "leaf": ("leaf", "Blatt"),
    "constant": ("constant", "Konstante"),
    "operation {name}": ("operation {name}", "Operation {name}"),
    "output, operation {name}": ("output, operation {name}", "Ausgabe, Operation {name}"),
    "from {number}": ("from {number}", "von {number}"),
    "an edge": ("an edge", "eine Kante"),
    "Formula": ("Formula", "Formel"),
    "Local derivatives": ("Local derivatives", "Lokale Ableitungen"),
    "Local derivative": ("Local derivative", "Lokale Ableitung"),
    "Gradient": ("Gradient", "Gradient"),
    "Gradient of {name}": ("Gradient of {name}", "Gradient von {name}"),
    "Derivation along the path": ("Derivation along the path", "Herleitung entlang des Pfads"),
    "Derivation along the paths": ("Derivation along the paths", "Herleitung entlang der Pfade"),
    "What the edge hands on": ("What the edge hands on", "Was die Kante weitergibt"),
    "a constant: no derivative is taken by it": (
        "A constant: no derivative is taken by it.",
        "Eine Konstante: Nach ihr wird nicht abgeleitet.",
    ),
    "at a kink now:": ("At a kink now:", "Jetzt an einem Knick:"),
    "conventions": ("conventions", "Vereinbarungen"),
    "what it stands for": ("what it stands for", "wofür es steht"),
    "domain": ("domain", "Definitionsbereich"),
    "and {count} more": ("and {count} more", "und {count} weitere"),
    "no path leads to the output": ("No path leads from here to the output.", "Von hier führt kein Pfad zur Ausgabe."),
    "the sum over {count} uses: adjoint · local derivative": (
        "The sum over {count} uses, of adjoint · local derivative.",
        "Die Summe über {count} Verwendungen, von Adjungierter · lokaler Ableitung.",
    ),
    "there is no derivative at these numbers": (
        "There is no derivative at these numbers.",
        "Bei diesen Zahlen gibt es keine Ableitung.",
    ),
    "{count} paths; the strongest {few}": (
        "{count} paths lead to the output; the {few} with the largest products:",
        "{count} Pfade führen zur Ausgabe; die {few} mit den größten Produkten:",
    ),
    "chain rule": ("chain rule", "Kettenregel"),
    "chain rule, the sum over {count} paths": (
        "chain rule, the sum over {count} paths",
        "Kettenregel, die Summe über {count} Pfade",
    ),
    "grouped by the {count} uses of {name}": (
        "grouped by the {count} uses of {name}",
        "nach den {count} Verwendungen von {name}",
    ),
    "where": ("where", "dabei ist"),
    "therefore": ("therefore", "also"),
    "paths, each lit by its button": ("paths, each lit by its button", "Pfade, jeder leuchtet mit seinem Knopf auf"),
    "adjoint · local derivative": ("adjoint · local derivative", "Adjungierte · lokale Ableitung"),
    "all of the gradient of {name}": (
        "This is all of the gradient of {name}.",
        "Das ist der ganze Gradient von {name}.",
    ),
    "the messages to {name} add up to 0": (
        "The messages to {name} add up to 0.",
        "Was bei {name} ankommt, ergibt zusammen 0.",
    ),
    "{share} % against the gradient of {name}": (
        "This works against the rest: its size is {share} % of the gradient of {name}.",
        "Das wirkt dem Rest entgegen: Seine Größe ist {share} % des Gradienten von {name}.",
    ),
    "there is no number here": ("There is no number here.", "Hier gibt es keine Zahl."),
    "{share} % of the gradient of {name}": (
        "This is {share} % of the gradient of {name}.",
        "Das sind {share} % des Gradienten von {name}.",
    ),
    "What does a nudge really do?": ("What does a nudge really do?", "Was bewirkt ein Schubs wirklich?"),
    "nudge of {name}": ("nudge of {name}", "Schubs von {name}"),
    "turn the sign": ("turn the sign", "Vorzeichen wechseln"),
    "a tenth": ("a tenth of it", "ein Zehntel davon"),
    "ten times": ("ten times as much", "das Zehnfache"),
    "a nudge is a number other than 0": ("A nudge is a number other than 0.", "Ein Schubs ist eine Zahl außer 0."),
    "formulas": ("formulas", "Formeln"),
    "nudge": ("nudge", "Schubs"),
    "gradient · nudge": ("gradient · nudge", "Gradient · Schubs"),
    "real change": ("real change", "wirkliche Änderung"),
    "error": ("error", "Fehler"),
    # What keeps a net from learning.
    "finding: constant inputs": (
        "Inputs {inputs} are the same on all {samples} samples: nothing can be learned from them.",
        "Die Eingaben {inputs} sind bei allen {samples} Beispielen gleich: Aus ihnen lässt sich nichts lernen.",
    ),
    "finding: contradiction": (
        "{count} of the {samples} samples contradict each other: equal inputs, different targets, such as at "
        "({example}); no net can be right on all.",
        "{count} der {samples} Beispiele widersprechen einander: gleiche Eingaben, verschiedene Ziele, wie bei "
        "({example}); kein Netz kann überall recht haben.",
    ),
    "finding: unscaled inputs": (
        "Inputs {inputs} are unscaled: some {size} in size, beside {least}. Units saturate, and no learning rate suits "
        "all weights.",
        "Die Eingaben {inputs} sind nicht skaliert: etwa {size} groß, neben {least}. Einheiten sättigen, und keine "
        "Lernrate passt für alle Gewichte.",
    ),
    "finding: leaky validation": (
        "{count} of the {samples} test samples are training samples too: the test tells less than it seems to.",
        "{count} der {samples} Testbeispiele sind auch Trainingsbeispiele: Der Test sagt weniger, als es scheint.",
    ),
    "finding: step": (
        "Layer {layer} is made of steps, whose derivative is 0: descent cannot move the {count} parameters up to it.",
        "Schicht {layer} besteht aus Stufen, deren Ableitung 0 ist: Der Abstieg kann die {count} Parameter bis zu ihr "
        "nicht bewegen.",
    ),
    "finding: dead units": (
        "{count} of the {all} ReLUs of layer {layer} are dead (unit {units}): 0 on all {samples} samples, they pass no "
        "gradient on.",
        "{count} der {all} ReLUs von Schicht {layer} sind tot (Einheit {units}): 0 bei allen {samples} Beispielen, "
        "geben sie keinen Gradienten weiter.",
    ),
    "finding: saturation": (
        "{percent} % of the outputs of layer {layer} are saturated: within {near} of {low} or {high}, where its "
        "{activation} is less steep than {slope}.",
        "{percent} % der Ausgaben von Schicht {layer} sind gesättigt: höchstens {near} von {low} oder {high}, wo "
        "{activation} flacher ist als {slope}.",
    ),
    "finding: saturation at last": (
        "{percent} % of the outputs of layer {layer} are saturated on the wrong side: within {near} of {low} or "
        "{high}, where its {activation} is less steep than {slope}.",
        "{percent} % der Ausgaben von Schicht {layer} sind auf der falschen Seite gesättigt: höchstens {near} von "
        "{low} oder {high}, wo {activation} flacher ist als {slope}.",
    ),
    "finding: symmetry": (
        "{count} units of layer {layer} are equal, weights in and out alike (unit {units}): they get equal gradients, "
        "and stay equal.",
        "{count} Einheiten von Schicht {layer} sind gleich, mit den gleichen Gewichten hinein und hinaus (Einheit "
        "{units}): Mit gleichen Gradienten bleiben sie gleich.",
    ),
    "finding: vanishing gradient": (
        "The gradient vanishes on its way down: in layer {layer} it is {ratio} times that of layer {last}.",
        "Der Gradient verschwindet auf dem Weg nach unten: In Schicht {layer} ist er {ratio}-mal so groß wie in "
        "Schicht {last}.",
    ),
    "finding: exploding gradient": (
        "The gradient explodes on its way down: in layer {layer} it is {ratio} times that of layer {last}.",
        "Der Gradient explodiert auf dem Weg nach unten: In Schicht {layer} ist er {ratio}-mal so groß wie in Schicht "
        "{last}.",
    ),
    "finding: overflow": (
        "The weights, up to {largest}, are so large that there is no loss.",
        "Die Gewichte, bis zu {largest}, sind so groß, dass es keinen Verlust gibt.",
    ),
    "finding: no line": (
        "No line separates these classes, and this net draws a single line: it needs a hidden layer of two units or "
        "more, with an activation that is not linear.",
        "Keine Gerade trennt diese Klassen, und dieses Netz zieht nur eine: Es braucht eine verdeckte Schicht von zwei "
        "oder mehr Einheiten mit einer Aktivierung, die nicht linear ist.",
    ),
    "finding: constant output": (
        "The net gives {outputs} for each of the {samples} samples, though their targets differ.",
        "Das Netz gibt für jedes der {samples} Beispiele {outputs}, obwohl ihre Ziele verschieden sind.",
    ),
    "finding: standstill": (
        "Descent stands still: the gradient of the mean loss {loss} is {norm} long, though a sample’s is {last} at the "
        "outputs. The samples pull against each other, and more epochs change nothing: other first weights, or a net "
        "that can do more, may.",
        "Der Abstieg steht still: Der Gradient des mittleren Verlusts {loss} ist {norm} lang, obwohl der eines "
        "Beispiels an den Ausgaben {last} ist. Die Beispiele ziehen gegeneinander, und weitere Epochen ändern nichts: "
        "andere Anfangsgewichte vielleicht, oder ein Netz, das mehr kann.",
    ),
    "finding: nothing moved": (
        "Nothing moved: the loss was {first} in each of the {epochs} epochs.",
        "Nichts hat sich bewegt: Der Verlust war {first} in jeder der {epochs} Epochen.",
    ),
    "finding: rate too large and diverges": (
        "The learning rate {rate} is too large: training diverged in epoch {epoch}.",
        "Die Lernrate {rate} ist zu groß: Das Training ist in Epoche {epoch} divergiert.",
    ),
    "finding: rate too large and climbs": (
        "The learning rate {rate} is too large: over {epochs} epochs the loss rose from {first} to {last}.",
        "Die Lernrate {rate} ist zu groß: Über {epochs} Epochen ist der Verlust von {first} auf {last} gestiegen.",
    ),
    "finding: rate too large and jumps": (
        "The learning rate {rate} is too large: over {epochs} epochs the loss jumps up and down by a tenth and more.",
        "Die Lernrate {rate} ist zu groß: Über {epochs} Epochen springt der Verlust um ein Zehntel und mehr hin und "
        "her.",
    ),
    "finding: rate too small": (
        "The learning rate {rate} is too small: over {epochs} epochs the loss fell from {first} to {last} only, though "
        "its gradient is {norm} long.",
        "Die Lernrate {rate} ist zu klein: Über {epochs} Epochen ist der Verlust nur von {first} auf {last} gefallen, "
        "obwohl sein Gradient {norm} lang ist.",
    ),
    # Samples that were pasted.
    "data: empty": (
        "there is no sample: give a line a sample, with x₁, x₂ and its class or number",
        "es ist kein Beispiel da: je Beispiel eine Zeile mit x₁, x₂ und seiner Klasse oder Zahl",
    ),
    "data: too many": ("{count} samples: at most {most} can be used", "{count} Beispiele: höchstens {most} gehen"),
    "data: columns": (
        "line {line}: expected 3 columns, x₁, x₂ and a class or number, but got {found}",
        "Zeile {line}: erwartet sind 3 Spalten, x₁, x₂ und eine Klasse oder Zahl, es sind aber {found}",
    ),
    "data: no number": (
        "line {line}, column {column}: expected a number, but got “{found}”",
        "Zeile {line}, Spalte {column}: erwartet ist eine Zahl, da steht aber „{found}“",
    ),
    "data: no class": (
        "line {line}, column {column}: expected a class, but got nothing",
        "Zeile {line}, Spalte {column}: erwartet ist eine Klasse, da steht aber nichts",
    ),
    "data: too many classes": (
        "line {line}, column {column}: “{found}” is one class more than {most}",
        "Zeile {line}, Spalte {column}: „{found}“ ist eine Klasse mehr als {most}",
    ),
    # The playground.
    "playground": ("Playground", "Spielwiese"),
    "training": ("training", "Training"),
    "epoch": ("epoch", "Epoche"),
    "start again": ("start again", "von vorn"),
    "one batch on": ("one batch on", "einen Stapel weiter"),
    "one epoch on": ("one epoch on", "eine Epoche weiter"),
    "status": (
        "epoch {epoch}, training loss {train}, test loss {test}",
        "Epoche {epoch}, Trainingsverlust {train}, Testverlust {test}",
    ),
    "training stopped": (
        "Training stopped in epoch {epoch}: {why}. The numbers are those before it. The learning rate is {rate}: "
        "choose a smaller one, and start again.",
        "Das Training brach in Epoche {epoch} ab: {why}. Die Zahlen sind die davor. Die Lernrate ist {rate}: Eine "
        "kleinere wählen und von vorn beginnen.",
    ),
    "would not be finite": ("{name} would not be finite", "{name} wäre nicht endlich"),
    "activation": ("activation", "Aktivierung"),
    "mixed": ("each its own", "je Schicht"),
    "problem": ("problem", "Aufgabe"),
    "loss": ("loss", "Verlust"),
    "optimizer": ("optimizer", "Optimierer"),
    "learning rate": ("learning rate", "Lernrate"),
    "momentum": ("momentum", "Trägheit"),
    "first weights": ("first weights", "Anfangsgewichte"),
    "penalty": ("penalty", "Strafterm"),
    "strength": ("its strength", "seine Stärke"),
    "name two classes": ("two classes", "zwei Klassen"),
    "name three classes": ("three classes", "drei Klassen"),
    "name regression": ("regression", "Regression"),
    "name binary_cross_entropy_with_logits": ("cross-entropy of z", "Kreuzentropie von z"),
    "name binary_cross_entropy": ("cross-entropy of p", "Kreuzentropie von p"),
    "name cross_entropy": ("cross-entropy", "Kreuzentropie"),
    "name hinge_loss": ("hinge", "Hinge"),
    "name mse_loss": ("squared error", "quadratisch"),
    "name mae_loss": ("absolute error", "absolut"),
    "name huber_loss": ("Huber", "Huber"),
    "name none": ("none", "keiner"),
    "name l1": ("L1", "L1"),
    "name l2": ("L2", "L2"),
    "data": ("data", "Daten"),
    "data set": ("data set", "Datensatz"),
    "shape moons": ("moons", "Monde"),
    "shape circles": ("circles", "Kreise"),
    "shape quadrants": ("quadrants, as XOR", "Quadranten, wie XOR"),
    "shape spirals": ("spirals", "Spiralen"),
    "shape blobs": ("two clouds", "zwei Wolken"),
    "shape three spirals": ("three spirals", "drei Spiralen"),
    "shape three blobs": ("three clouds", "drei Wolken"),
    "shape tilt": ("a plane", "eine Ebene"),
    "shape hills": ("hills and hollows", "Hügel und Mulden"),
    "shape own": ("own data", "eigene Daten"),
    "own data …": ("own data …", "eigene Daten …"),
    "test share": ("for testing", "zum Testen"),
    "noise": ("noise", "Rauschen"),
    "batch size": ("batch size", "Stapelgröße"),
    "all samples": ("all", "alle"),
    "seed": ("seed", "Startwert"),
    "another seed": ("another seed", "anderer Startwert"),
    "sample counts": (
        "{train} samples to learn from, {test} to test",
        "{train} Beispiele zum Lernen, {test} zum Testen",
    ),
    "the net": ("the net", "das Netz"),
    "features and net": ("features and net", "Merkmale und Netz"),
    "features": ("features", "Merkmale"),
    "feature": ("feature {name}", "Merkmal {name}"),
    "one hidden layer": ("1 hidden layer", "1 verdeckte Schicht"),
    "hidden layers": ("{count} hidden layers", "{count} verdeckte Schichten"),
    "add a layer": ("add a layer", "Schicht hinzufügen"),
    "remove a layer": ("remove a layer", "Schicht entfernen"),
    "add a unit": ("add a unit to layer {layer}", "Einheit zu Schicht {layer} hinzufügen"),
    "remove a unit": ("remove a unit of layer {layer}", "Einheit aus Schicht {layer} entfernen"),
    "activation of layer": ("activation of layer {layer}", "Aktivierung der Schicht {layer}"),
    "lines show": ("lines show", "Linien zeigen"),
    "weights": ("weights", "Gewichte"),
    "gradients": ("gradients", "Gradienten"),
    "unit": ("unit {name}", "Einheit {name}"),
    "unit left out": ("unit {name}, left out", "Einheit {name}, weggelassen"),
    "net hint": (
        "Point at a unit to see its map, at a line for its numbers; click either to change it.",
        "Auf eine Einheit zeigen: ihre Karte. Auf eine Linie: ihre Zahlen. Ein Klick ändert sie.",
    ),
    "its gradient": ("its gradient in the last batch: {number}", "sein Gradient im letzten Stapel: {number}"),
    "output": ("output", "Ausgabe"),
    "output of": ("map of {name}", "Karte von {name}"),
    "plane of the inputs": (
        "what comes out over the plane of the inputs, and the samples; click a sample to stop on it",
        "was über der Ebene der Eingaben herauskommt, und die Beispiele; ein Klick hält bei einem an",
    ),
    "reach of the plane": ("x₁, x₂: −{reach} to {reach}", "x₁, x₂: −{reach} bis {reach}"),
    "losses as curves": ("the losses, epoch by epoch", "die Verluste, Epoche für Epoche"),
    "training loss": ("training loss", "Trainingsverlust"),
    "test loss": ("test loss", "Testverlust"),
    "show test data": ("show test data", "Testdaten zeigen"),
    "discretize": ("discretize", "nur Klassen"),
    "class": ("class {number}", "Klasse {number}"),
    "more": ("more about this net", "mehr zu diesem Netz"),
    "one sample": ("One sample", "Ein Beispiel"),
    "sample": ("sample", "Beispiel"),
    "sample before": ("the sample before", "voriges Beispiel"),
    "sample after": ("the sample after", "nächstes Beispiel"),
    "number of the sample": ("number of the sample", "Nummer des Beispiels"),
    "of samples": ("of {count}, {which}", "von {count}, {which}"),
    "train data": ("training data", "Trainingsdaten"),
    "test data": ("test data", "Testdaten"),
    "graph of the sample": (
        "graph of the sample: from its inputs to its loss",
        "Graph des Beispiels: von den Eingaben zum Verlust",
    ),
    "what the sample is": (
        "x₁ = {x1}, x₂ = {x2}, target {y}; prediction {prediction}, loss {loss}",
        "x₁ = {x1}, x₂ = {x2}, Ziel {y}; Vorhersage {prediction}, Verlust {loss}",
    ),
    "what is asked": ("where the gradient comes from", "woher der Gradient kommt"),
    "touch to ask": (
        "Click a weight on its edge, or a node, for the derivation of its gradient.",
        "Ein Gewicht an seiner Kante oder einen Knoten anklicken: die Herleitung seines Gradienten.",
    ),
    "numbers": ("Numbers", "Zahlen"),
    "numbers of the unit": ("numbers of the unit", "Zahlen der Einheit"),
    "parameter": ("parameter", "Parameter"),
    "number": ("number", "Zahl"),
    "gradient": ("gradient", "Gradient"),
    "watch": ("watch", "beobachten"),
    "watch the number": ("watch {name}", "{name} beobachten"),
    "watched numbers": ("Watched", "Beobachtet"),
    "nothing watched": (
        "Tick “watch” beside a number to keep it in sight while the net learns.",
        "Bei einer Zahl „beobachten“ ankreuzen: Dann bleibt sie im Blick, während das Netz lernt.",
    ),
    "choose a unit": (
        "Click a unit or a line of the net: its numbers stand here, to be changed.",
        "Eine Einheit oder eine Linie des Netzes anklicken: Die Zahlen dazu stehen hier und lassen sich ändern.",
    ),
    "leave it out": ("leave it out", "weglassen"),
    "own data": ("Own data", "Eigene Daten"),
    "own data: how": (
        "One sample a line: x₁, x₂ and the target. Between them may be commas, semicolons, tabs or spaces.",
        "Je Zeile ein Beispiel: x₁, x₂ und das Ziel. Dazwischen Komma, Semikolon, Tabulator oder Leerzeichen.",
    ),
    "own data: targets": ("the targets are", "die Ziele sind"),
    "own data: taken": ("{count} samples taken. {classes}", "{count} Beispiele übernommen. {classes}"),
    "own data: take": ("Learn from these", "Daraus lernen"),
    "own data: XOR": ("XOR as an example", "XOR als Beispiel"),
    "perceptron rule title": ("Perceptron rule", "Perzeptron-Regel"),
    "perceptron data": ("data", "Daten"),
    "data of the net": ("those above", "die von oben"),
    "perceptron plane": (
        "the samples, and the line of the perceptron",
        "die Beispiele und die Gerade des Perzeptrons",
    ),
    "next sample": ("next sample", "nächstes Beispiel"),
    "next mistake": ("next mistake", "nächster Irrtum"),
    "to the end": ("to the end", "bis zum Ende"),
    "from zero": ("from 0", "von 0"),
    "perceptron so far": (
        "Epoch {epoch}, {updates} updates: {w1}·x₁ + {w2}·x₂ + {b} = 0 is the line.",
        "Epoche {epoch}, {updates} Änderungen: {w1}·x₁ + {w2}·x₂ + {b} = 0 ist die Gerade.",
    ),
    "perceptron converged": (
        "An epoch without a mistake: it has converged.",
        "Eine Epoche ohne Irrtum: Es ist am Ziel.",
    ),
    "perceptron rule": (
        "Sample after sample: w ← w + (y − o)·x and b ← b + (y − o), which changes something only where the output o "
        "is not the target y.",
        "Beispiel für Beispiel: w ← w + (y − o)·x und b ← b + (y − o). Das ändert nur dort etwas, wo die Ausgabe o "
        "nicht das Ziel y ist.",
    ),
    "perceptron sample": (
        "Sample {sample}: x = ({x1}, {x2}), target y = {y}",
        "Beispiel {sample}: x = ({x1}, {x2}), Ziel y = {y}",
    ),
    "perceptron says 1": ("above 0, so the output is o = 1", "über 0, also ist die Ausgabe o = 1"),
    "perceptron says 0": ("not above 0, so the output is o = 0", "nicht über 0, also ist die Ausgabe o = 0"),
    "perceptron moves": ("a mistake, so the line moves:", "ein Irrtum, also bewegt sich die Gerade:"),
    "perceptron stays": ("right, so nothing changes", "richtig, also ändert sich nichts"),
    "is there a line": ("Is there a line?", "Gibt es eine Gerade?"),
    "one class alone": (
        "There is only one class here: there is nothing to separate.",
        "Hier gibt es nur eine Klasse: Es gibt nichts zu trennen.",
    ),
    "there is a line": (
        "Yes: {w1}·x₁ + {w2}·x₂ + {b} is at least 1 on class 1 and at most −1 on class 0. No line keeps farther from "
        "all samples than {margin}.",
        "Ja: {w1}·x₁ + {w2}·x₂ + {b} ist auf Klasse 1 mindestens 1, auf Klasse 0 höchstens −1. Keine Gerade bleibt "
        "allen Beispielen ferner als {margin}.",
    ),
    "so it converges": (
        "So the perceptron rule comes to an end, however it begins (Novikoff, 1962).",
        "Also kommt die Perzeptron-Regel ans Ziel, wie immer sie beginnt (Novikoff, 1962).",
    ),
    "there is no line": (
        "No. Both classes have the point ({point}) between their samples:",
        "Nein. Beide Klassen haben den Punkt ({point}) zwischen ihren Beispielen:",
    ),
    "so none separates": (
        "A line with all of class 1 on one side has each point between its samples there too, and likewise for class "
        "0. The common point, the cross in the picture, would be on both sides at once. So the rule never comes to an "
        "end.",
        "Liegt alle Klasse 1 auf einer Seite einer Geraden, dann auch jeder Punkt zwischen ihren Beispielen, und "
        "ebenso für Klasse 0. Der gemeinsame Punkt, das Kreuz im Bild, läge auf beiden Seiten zugleich. Also kommt die "
        "Regel nie ans Ziel.",
    ),
    "loss surface": ("Loss surface", "Verlustfläche"),
    "surface": (
        "the loss over a plane in the space of the parameters, with the path of the training",
        "der Verlust über einer Ebene im Raum der Parameter, mit dem Weg des Trainings",
    ),
    "directions": ("the plane", "die Ebene"),
    "directions path": ("along the path", "entlang des Wegs"),
    "directions random": ("random directions", "zufällige Richtungen"),
    "compute the surface": ("compute anew", "neu berechnen"),
    "surface: told": (
        "The loss in this plane is {least} to {most}. {share} % of the path lies in the plane: the open circle is its "
        "start, the full one the net as it is.",
        "Der Verlust in dieser Ebene ist {least} bis {most}. {share} % des Wegs liegen in der Ebene: Der offene Kreis "
        "ist sein Anfang, der volle das Netz, wie es ist.",
    ),
    "surface: told before": (
        "The loss in this plane is {least} to {most}. The net, in the middle, has not moved yet.",
        "Der Verlust in dieser Ebene ist {least} bis {most}. Das Netz, in der Mitte, hat sich noch nicht bewegt.",
    ),
    "surface: how": (
        "Every point of the plane is a net with other parameters. Lines connect nets of equal loss; the darker, the "
        "higher. The plane along the path holds as much of it as a plane can; random directions, as long as the "
        "weights of each unit, show the landscape without prejudice.",
        "Jeder Punkt der Ebene ist ein Netz mit anderen Parametern. Linien verbinden Netze mit gleichem Verlust; je "
        "farbiger, desto höher. Die Ebene entlang des Wegs enthält so viel von ihm, wie eine Ebene kann; zufällige "
        "Richtungen, so lang wie die Gewichte jeder Einheit, zeigen die Landschaft ohne Vorurteil.",
    ),
    "python": ("Python", "Python"),
    "program in Python": ("program in Python", "Programm in Python"),
    "python: how": (
        "This program trains the same net with nn, from the same start, and prints the same losses.",
        "Dieses Programm trainiert dasselbe Netz mit nn, vom selben Anfang, und gibt dieselben Verluste aus.",
    ),
    "copy": ("Copy", "Kopieren"),
    "copied": ("copied", "kopiert"),
    "copy by hand": ("selected: copy it by Ctrl+C", "ausgewählt: mit Strg+C kopieren"),
    "net as a file": ("the net, as nn.save writes it", "das Netz, wie nn.save es schreibt"),
    "model: how": (
        "The net as nn.save writes it: write it here for nn.load, or paste the file of a trained nn.MLP and take it.",
        "Das Netz, wie nn.save es schreibt: hierher schreiben für nn.load, oder die Datei eines trainierten nn.MLP "
        "einfügen und übernehmen.",
    ),
    "model: write": ("Write it here", "Hierher schreiben"),
    "model: take": ("Take this net", "Dieses Netz übernehmen"),
    "model: taken": ("The net begins with these numbers.", "Das Netz beginnt mit diesen Zahlen."),
    "model: no JSON": ("This is no JSON.", "Das ist kein JSON."),
    "model: no MLP": (
        "Expected the file of an nn.MLP, with kind, architecture and parameters.",
        "Erwartet wird die Datei eines nn.MLP, mit kind, architecture und parameters.",
    ),
    "model: too large": (
        "There is room for {layers} hidden layers of up to {units} units.",
        "Es ist Platz für {layers} verdeckte Schichten mit bis zu {units} Einheiten.",
    ),
    "model: inputs": (
        "This net has {nin} inputs: choose as many features first, now there are {count}.",
        "Dieses Netz hat {nin} Eingaben: Erst so viele Merkmale wählen, jetzt sind es {count}.",
    ),
    "model: activation": ("There is no activation {name} here.", "Eine Aktivierung {name} gibt es hier nicht."),
    "model: output": (
        "Expected one output, sigmoid or linear, or three, softmax, got {count}, {output}.",
        "Erwartet wird eine Ausgabe, sigmoid oder linear, oder drei, softmax; da sind {count}, {output}.",
    ),
    "model: parameter": ("There is no number for {name}.", "Für {name} gibt es keine Zahl."),
    "why it does not learn": ("Why it does not learn", "Warum es nicht lernt"),
    "nothing found": (
        "Nothing is found that keeps this net from learning.",
        "Es ist nichts zu finden, was dieses Netz am Lernen hindert.",
    ),
    "nothing found yet": (
        "Nothing is found that would keep this net from learning. While it learns, its data, its units and its "
        "gradients are looked at: whatever is wrong is said here, and the units are marked.",
        "Es ist nichts zu finden, was dieses Netz am Lernen hindern würde. Während es lernt, werden Daten, Einheiten "
        "und Gradienten angesehen: Was falsch ist, wird hier gesagt, und die Einheiten werden markiert.",
    ),
    "kind step": ("Steps.", "Stufen."),
    "kind dead units": ("Dead units.", "Tote Einheiten."),
    "kind saturation": ("Saturation.", "Sättigung."),
    "kind vanishing gradient": ("Vanishing gradient.", "Schwindender Gradient."),
    "kind exploding gradient": ("Exploding gradient.", "Explodierender Gradient."),
    "kind symmetry": ("Symmetric start.", "Symmetrischer Anfang."),
    "kind overflow": ("Overflow.", "Überlauf."),
    "kind constant inputs": ("Constant inputs.", "Gleiche Eingaben."),
    "kind contradiction": ("Contradiction.", "Widerspruch."),
    "kind unscaled inputs": ("Unscaled inputs.", "Unskalierte Eingaben."),
    "kind leaky validation": ("Leaky test.", "Undichter Test."),
    "kind no line": ("No line.", "Keine Gerade."),
    "kind constant output": ("Constant output.", "Gleiche Ausgabe."),
    "kind standstill": ("Standstill.", "Stillstand."),
    "kind nothing moved": ("Nothing moved.", "Keine Bewegung."),
    "kind rate too large": ("Learning rate too large.", "Lernrate zu groß."),
    "kind rate too small": ("Learning rate too small.", "Lernrate zu klein."),
}
"""For each key, the text in every language. The key is the English text, shortened where that is long."""


def texts_in(language: str, table: Mapping[str, tuple[str, ...]] = TEXTS) -> dict[str, str]:
    """The texts in one language, by their keys.

    Args:
        language: one of `LANGUAGES`.
        table: another table with the same columns.

    Raises:
        TypeError: if it is no text.
        ValueError: if there is no such column.

    >>> texts_in("de")["steps"]
    'Schritte'
    """
    column = list(LANGUAGES).index(check_name(language, "language", LANGUAGES))
    return {key: row[column] for key, row in table.items()}


_TEMPLATE: Final = re.compile(r"`([^`\n]*)`")
_PLACE: Final = re.compile(r"\$\{[^}]*\}")


def texts_asked_for(language: str, script: str) -> dict[str, str]:
    """The texts that a script may ask for: their keys stand in it in quotes, or fit one of its templates.

    >>> texts_asked_for("de", 'say(isPlaying ? "pause" : "?"), say(`one step ${way}`)')
    {'one step back': 'ein Schritt zurück', 'one step on': 'ein Schritt weiter', 'pause': 'anhalten'}
    """
    templates = [_PLACE.split(template) for template in _TEMPLATE.findall(script)]
    telling = {".+".join(map(re.escape, parts)) for parts in templates if re.search("[a-z]{2}", "".join(parts))}
    fits = re.compile("|".join(sorted(telling)) or "(?!)")
    return {key: text for key, text in texts_in(language).items() if f'"{key}"' in script or fits.fullmatch(key)}
