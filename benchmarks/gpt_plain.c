/* The GPT's training step in C, as one writes it down: arrays of doubles, the backward pass by hand.
   Compiled with -O3 -march=native. */
#include "gpt_step.h"

/* What the forward pass keeps of one place. */
typedef struct {
    double embedded[WIDTH], x[WIDTH], normal[WIDTH], q[WIDTH], k[WIDTH], v[WIDTH], weights[HEADS][PLACES];
    double mixed[WIDTH], middle[WIDTH], middle_normal[WIDTH], hidden[HIDDEN], out[WIDTH], chances[CHARACTERS];
    double scale, x_scale, middle_scale;
} Place;

static double dot(const double *a, const double *b, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static void linear(const double *w, int rows, int columns, const double *x, double *out) {
    for (int j = 0; j < rows; j++) out[j] = dot(w + j * columns, x, columns);
}

/* Adds to the gradients of the weights, gw, and of what they met, down. */
static void linear_back(const double *w, double *gw, int rows, int columns, const double *x, const double *up,
                        double *down) {
    for (int j = 0; j < rows; j++, w += columns, gw += columns)
        for (int i = 0; i < columns; i++) {
            gw[i] += up[j] * x[i];
            down[i] += up[j] * w[i];
        }
}

static double normalise(const double *x, double *out) {
    double scale = 1 / sqrt(dot(x, x, WIDTH) / WIDTH + 1e-5);
    for (int i = 0; i < WIDTH; i++) out[i] = scale * x[i];
    return scale;
}

static void normalise_back(const double *x, double scale, const double *up, double *down) {
    double common = scale * scale * dot(up, x, WIDTH) / WIDTH;
    for (int i = 0; i < WIDTH; i++) down[i] += scale * (up[i] - common * x[i]);
}

static void softmax(double *z, int n) {
    double largest = z[0], total = 0;
    for (int i = 1; i < n; i++) largest = z[i] > largest ? z[i] : largest;
    for (int i = 0; i < n; i++) total += z[i] = exp(z[i] - largest);
    for (int i = 0; i < n; i++) z[i] /= total;
}

static void forward(const double *w, Place *places, int at, int token) {
    Place *p = places + at;
    for (int i = 0; i < WIDTH; i++) p->embedded[i] = w[WTE + token * WIDTH + i] + w[WPE + at * WIDTH + i];
    p->scale = normalise(p->embedded, p->x);
    p->x_scale = normalise(p->x, p->normal);
    linear(w + Q, WIDTH, WIDTH, p->normal, p->q);
    linear(w + K, WIDTH, WIDTH, p->normal, p->k);
    linear(w + V, WIDTH, WIDTH, p->normal, p->v);
    memset(p->mixed, 0, sizeof p->mixed);
    for (int h = 0; h < HEADS; h++) {
        const int from = h * HEAD;
        for (int t = 0; t <= at; t++) p->weights[h][t] = dot(p->q + from, places[t].k + from, HEAD) / sqrt(HEAD);
        softmax(p->weights[h], at + 1);
        for (int t = 0; t <= at; t++)
            for (int i = from; i < from + HEAD; i++) p->mixed[i] += p->weights[h][t] * places[t].v[i];
    }
    linear(w + O, WIDTH, WIDTH, p->mixed, p->middle);
    for (int i = 0; i < WIDTH; i++) p->middle[i] += p->x[i];
    p->middle_scale = normalise(p->middle, p->middle_normal);
    linear(w + UP, HIDDEN, WIDTH, p->middle_normal, p->hidden);
    for (int i = 0; i < HIDDEN; i++) p->hidden[i] = p->hidden[i] > 0 ? p->hidden[i] : 0;
    linear(w + DOWN, WIDTH, HIDDEN, p->hidden, p->out);
    for (int i = 0; i < WIDTH; i++) p->out[i] += p->middle[i];
    linear(w + LM_HEAD, CHARACTERS, WIDTH, p->out, p->chances);
    softmax(p->chances, CHARACTERS);
}

/* From the last place to the first: then what later places owe to k and v of this one is there already. */
static void backward(const double *w, double *g, const Place *places, int at, int token, int target, double share,
                     double (*gk)[WIDTH], double (*gv)[WIDTH]) {
    const Place *p = places + at;
    double logits[CHARACTERS], out[WIDTH] = {0}, hidden[HIDDEN] = {0}, middle_normal[WIDTH] = {0}, mixed[WIDTH] = {0};
    double q[WIDTH] = {0}, normal[WIDTH] = {0}, embedded[WIDTH] = {0};
    for (int i = 0; i < CHARACTERS; i++) logits[i] = share * (p->chances[i] - (i == target));
    linear_back(w + LM_HEAD, g + LM_HEAD, CHARACTERS, WIDTH, p->out, logits, out);
    linear_back(w + DOWN, g + DOWN, WIDTH, HIDDEN, p->hidden, out, hidden);
    for (int i = 0; i < HIDDEN; i++) hidden[i] = p->hidden[i] > 0 ? hidden[i] : 0;
    linear_back(w + UP, g + UP, HIDDEN, WIDTH, p->middle_normal, hidden, middle_normal);
    double *x = out; /* the residual connections: what reaches `out` reaches `middle` and `x` as well */
    normalise_back(p->middle, p->middle_scale, middle_normal, x);
    linear_back(w + O, g + O, WIDTH, WIDTH, p->mixed, x, mixed);
    for (int h = 0; h < HEADS; h++) {
        const int from = h * HEAD;
        double up[PLACES], common = 0;
        for (int t = 0; t <= at; t++) {
            up[t] = dot(mixed + from, places[t].v + from, HEAD);
            common += up[t] * p->weights[h][t];
            for (int i = from; i < from + HEAD; i++) gv[t][i] += p->weights[h][t] * mixed[i];
        }
        for (int t = 0; t <= at; t++) {
            const double score = p->weights[h][t] * (up[t] - common) / sqrt(HEAD);
            for (int i = from; i < from + HEAD; i++) {
                q[i] += score * places[t].k[i];
                gk[t][i] += score * p->q[i];
            }
        }
    }
    linear_back(w + Q, g + Q, WIDTH, WIDTH, p->normal, q, normal);
    linear_back(w + K, g + K, WIDTH, WIDTH, p->normal, gk[at], normal);
    linear_back(w + V, g + V, WIDTH, WIDTH, p->normal, gv[at], normal);
    normalise_back(p->x, p->x_scale, normal, x);
    normalise_back(p->embedded, p->scale, x, embedded);
    for (int i = 0; i < WIDTH; i++) {
        g[WTE + token * WIDTH + i] += embedded[i];
        g[WPE + at * WIDTH + i] += embedded[i];
    }
}

static double gradient(const double *w, const int *tokens, int places, double share, double *g) {
    Place kept[PLACES];
    double gk[PLACES][WIDTH] = {{0}}, gv[PLACES][WIDTH] = {{0}}, loss = 0;
    for (int at = 0; at < places; at++) {
        forward(w, kept, at, tokens[at]);
        loss -= log(kept[at].chances[tokens[at + 1]]);
    }
    for (int at = places - 1; at >= 0; at--)
        backward(w, g, kept, at, tokens[at], tokens[at + 1], share / places, gk, gv);
    return loss / places;
}
