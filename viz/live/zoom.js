// Zoom and pan of a picture in its box, which scrolls. The browser's own zoom stays what it is.

const LEGIBLE = 11 / 12; // the smallest letters have 12 points; at 11 pixels they are legible
const NATURAL = 4 / 3; // CSS pixels a point
const [SMALLEST, LARGEST, STEP] = [0.1, 8, 1.25];

export class Zoom {
  constructor(box) {
    this.box = box;
    this.picture = null;
    this.scale = NATURAL;
    box.addEventListener("wheel", event => this.wheel(event), { passive: false });
    box.addEventListener("pointerdown", event => this.drag(event));
  }

  // Shows a picture: as large as the box, but legible; where it is larger than the box, one pans.
  show(picture) {
    this.picture = picture;
    this.to(Math.max(LEGIBLE, Math.min(NATURAL, this.fitting())));
  }

  fitting() {
    const { width, height } = this.picture.size;
    const room = this.box;
    return Math.min((room.clientWidth - 4) / width, (Math.max(room.clientHeight, 240) - 4) / height) || NATURAL;
  }

  fit() {
    this.to(Math.min(NATURAL * 2, this.fitting()));
  }

  by(factor) {
    this.to(this.scale * factor);
  }

  larger() {
    this.by(STEP);
  }

  smaller() {
    this.by(1 / STEP);
  }

  // Changes the scale, and keeps the point in place that is at x, y in the box: its middle, if none is said.
  to(scale, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2) {
    const next = Math.min(LARGEST, Math.max(SMALLEST, scale));
    const [across, down] = [(this.box.scrollLeft + x) / this.scale, (this.box.scrollTop + y) / this.scale];
    this.scale = next;
    this.picture.scale(next);
    this.box.scrollLeft = across * next - x;
    this.box.scrollTop = down * next - y;
  }

  // A pinch on a touchpad is a wheel with ctrl. At the ends of the scale the browser's zoom takes over.
  wheel(event) {
    if (!event.ctrlKey) return;
    const next = this.scale * Math.exp(-event.deltaY / 200);
    if (next < SMALLEST || next > LARGEST) return;
    event.preventDefault();
    const frame = this.box.getBoundingClientRect();
    this.to(next, event.clientX - frame.left, event.clientY - frame.top);
  }

  // The ground is dragged by a mouse or a pen; a finger scrolls by itself.
  drag(event) {
    const isGround = !event.target.closest(".node, .edge, .cluster");
    if (event.pointerType === "touch" || event.button !== 0 || !isGround) return;
    const from = [event.clientX + this.box.scrollLeft, event.clientY + this.box.scrollTop];
    const move = moved => {
      this.box.scrollLeft = from[0] - moved.clientX;
      this.box.scrollTop = from[1] - moved.clientY;
    };
    const end = () => {
      this.box.removeEventListener("pointermove", move);
      this.box.classList.remove("panning");
    };
    this.box.setPointerCapture(event.pointerId);
    this.box.classList.add("panning");
    this.box.addEventListener("pointermove", move);
    this.box.addEventListener("pointerup", end, { once: true });
    this.box.addEventListener("pointercancel", end, { once: true });
  }
}
