// Zoom and pan of a picture in its box, which scrolls. The browser's own zoom stays what it is.

const LEGIBLE = 11 / 12; // the smallest letters have 12 points; at 11 pixels they are legible
const NATURAL = 4 / 3; // CSS pixels a point
const MARGIN = 40; // points
const SCROLLING = 700; // milliseconds
const [SMALLEST, LARGEST, STEP] = [0.1, 8, 1.25];

export class Zoom {
  constructor(box) {
    this.box = box;
    this.picture = null;
    this.scale = NATURAL;
    this.isUntouched = true;
    this.heading = null;
    box.addEventListener("wheel", event => this.wheel(event), { passive: false });
    box.addEventListener("pointerdown", event => this.drag(event));
  }

  // Shows a picture: as large as the box, but legible; where it is larger than the box, one pans.
  show(picture) {
    this.picture = picture;
    this.begin();
  }

  begin() {
    this.to(Math.max(LEGIBLE, Math.min(NATURAL, this.fitting())));
    this.isUntouched = true;
  }

  // Another size of the box is another beginning, as long as nobody has zoomed.
  resized() {
    if (this.isUntouched && this.picture) this.begin();
  }

  fitting() {
    const { width, height } = this.picture.size;
    const scale = Math.min((this.box.clientWidth - 4) / width, (this.box.clientHeight - 4) / height);
    return scale > 0 ? scale : NATURAL;
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
    this.isUntouched = false;
    this.picture.scale(next);
    this.box.scrollLeft = across * next - x;
    this.box.scrollTop = down * next - y;
  }

  // What of the picture is in sight, in points; a margin around it counts as seen.
  region() {
    const [seen, drawn] = [this.box.getBoundingClientRect(), this.picture.svg.getBoundingClientRect()];
    const [left, top] = [(seen.left - drawn.left) / this.scale, (seen.top - drawn.top) / this.scale];
    return { left: left - MARGIN, top: top - MARGIN, right: left + seen.width / this.scale + MARGIN, bottom: top + seen.height / this.scale + MARGIN };
  }

  // Scrolls to parts that are out of sight: to the middle of all, or of the first where they are too far apart.
  reveal(parts) {
    const seen = this.box.getBoundingClientRect();
    const frames = parts.map(part => part.getBoundingClientRect());
    const side = (from, to, low, high) => {
      const [start, end] = [Math.min(...frames.map(at => at[from])), Math.max(...frames.map(at => at[to]))];
      return end - start <= high - low ? [start, end] : [frames[0][from], frames[0][to]];
    };
    const [left, right] = side("left", "right", seen.left, seen.right);
    const [top, bottom] = side("top", "bottom", seen.top, seen.bottom);
    // A scroll that is under way counts as done.
    const { box, heading } = this;
    const [x, y] = heading || [box.scrollLeft, box.scrollTop];
    const [toLeft, toTop] = [left - seen.left + box.scrollLeft, top - seen.top + box.scrollTop];
    const across = toLeft < x || toLeft + right - left > x + box.clientWidth;
    const down = toTop < y || toTop + bottom - top > y + box.clientHeight;
    if (!across && !down) return;
    const middle = (start, size, room) => start + (size - room) / 2;
    this.scrollTo(across ? middle(toLeft, right - left, box.clientWidth) : x, down ? middle(toTop, bottom - top, box.clientHeight) : y);
  }

  scrollTo(left, top) {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.heading = [left, top];
    clearTimeout(this.arriving);
    this.arriving = setTimeout(() => (this.heading = null), SCROLLING);
    this.box.scrollTo({ left, top, behavior: isCalm ? "instant" : "smooth" });
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
