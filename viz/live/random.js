// Python's random.Random to the bit: the Mersenne Twister, and what `random` makes of its words.
//
// Matsumoto and Nishimura, "Mersenne Twister", ACM Transactions on Modeling and Computer Simulation 8 (1998).
// `gauss` is as exact as the browser's logarithm, sine and cosine.

const STATE_SIZE = 624;
const MIDDLE = 397;

export class Random {
  // seed: a whole number, as a number or a BigInt; its sign does not count, as in Python.
  constructor(seed) {
    this.words = new Uint32Array(STATE_SIZE);
    this.place = STATE_SIZE;
    this.nextGauss = null;
    this.seed(seed);
  }

  seed(seed) {
    const key = [];
    let rest = BigInt(seed);
    for (rest = rest < 0n ? -rest : rest; rest > 0n || !key.length; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this._seedByNumber(19650218);
    const { words } = this;
    let i = 1;
    const next = () => {
      if (++i < STATE_SIZE) return;
      words[0] = words[STATE_SIZE - 1];
      i = 1;
    };
    const mixed = factor => words[i] ^ Math.imul(words[i - 1] ^ (words[i - 1] >>> 30), factor);
    for (let k = 0, j = 0; k < Math.max(STATE_SIZE, key.length); k++, j = (j + 1) % key.length) {
      words[i] = mixed(1664525) + key[j] + j;
      next();
    }
    for (let k = 1; k < STATE_SIZE; k++) {
      words[i] = mixed(1566083941) - i;
      next();
    }
    words[0] = 0x80000000;
    this.place = STATE_SIZE;
    this.nextGauss = null;
  }

  _seedByNumber(number) {
    const { words } = this;
    words[0] = number;
    for (let i = 1; i < STATE_SIZE; i++) {
      words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    }
  }

  _refill() {
    const { words } = this;
    for (let i = 0; i < STATE_SIZE; i++) {
      const y = (words[i] & 0x80000000) | (words[(i + 1) % STATE_SIZE] & 0x7fffffff);
      words[i] = words[(i + MIDDLE) % STATE_SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.place = 0;
  }

  // The next 32 bits.
  word() {
    if (this.place >= STATE_SIZE) this._refill();
    let y = this.words[this.place++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  // From 0 to below 1, 53 bits of it.
  random() {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  uniform(a, b) {
    return a + (b - a) * this.random();
  }

  // Normally distributed; every second number is left over from the one before.
  gauss(mean = 0, deviation = 1) {
    let z = this.nextGauss;
    this.nextGauss = null;
    if (z === null) {
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
      z = Math.cos(angle) * radius;
      this.nextGauss = Math.sin(angle) * radius;
    }
    return mean + z * deviation;
  }

  // A whole number from 0 to below `count`, which is at most 2 ** 31.
  below(count) {
    const bits = 32 - Math.clz32(count);
    let drawn = this.word() >>> (32 - bits);
    while (drawn >= count) drawn = this.word() >>> (32 - bits);
    return drawn;
  }

  // A whole number from `first` to below `last`.
  randrange(first, last) {
    return first + this.below(last - first);
  }

  // Shuffles in place.
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }

  getState() {
    return { words: [...this.words], place: this.place, nextGauss: this.nextGauss };
  }

  setState({ words, place, nextGauss }) {
    this.words.set(words);
    this.place = place;
    this.nextGauss = nextGauss;
  }
}
