// Says at the foot of JupyterLab that Python is starting, for as long as it is: else the first cell seems to hang.
const SENTENCES = {
  starting: "Python is starting in this page. That takes some five seconds, and longer the first time.",
  started: "Python is there. One moment more, and the cells run.",
  failed: "Python could not start. Load the page again; it needs a browser of the last two years.",
};
const A_MOMENT = 3000;

const line = document.createElement("p");
line.setAttribute("role", "status");
line.style = `position: fixed; z-index: 9999; bottom: 32px; left: 50%; transform: translateX(-50%); width: max-content;
  max-width: calc(100vw - 64px); margin: 0; padding: 0.7em 1.1em; border-radius: 6px; background: #00466b; color: #fff;
  font: 15px/1.4 DejaVu Sans, Verdana, sans-serif; box-shadow: 0 2px 8px #0006`;
line.hidden = true;
document.body.append(line);

new BroadcastChannel("chalkgrad").onmessage = ({ data }) => {
  line.textContent = SENTENCES[data];
  line.hidden = false;
  if (data === "started") setTimeout(() => (line.hidden = line.textContent === SENTENCES.started), A_MOMENT);
};
