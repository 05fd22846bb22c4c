/* What the GPTs in C and C++ share: the sizes, where each matrix begins among the parameters, and the training loop.
   Each includes this and defines `gradient`. See gpt_plain.py for the program in Python, gpt_training.py for the call. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 16, HEADS = 4, HEAD = WIDTH / HEADS, PLACES = 16, CHARACTERS = 27, HIDDEN = 4 * WIDTH };
enum {
    WTE = 0,
    WPE = WTE + CHARACTERS * WIDTH,
    LM_HEAD = WPE + PLACES * WIDTH,
    Q = LM_HEAD + CHARACTERS * WIDTH,
    K = Q + WIDTH * WIDTH,
    V = K + WIDTH * WIDTH,
    O = V + WIDTH * WIDTH,
    UP = O + WIDTH * WIDTH,
    DOWN = UP + HIDDEN * WIDTH,
    COUNT = DOWN + WIDTH * HIDDEN
};

/* The loss of a name, of which `places` tokens have one to follow; adds `share` times its gradient to g. */
static double gradient(const double *w, const int *tokens, int places, double share, double *g);

static void adam(double *w, double *g, double *first, double *second, int step, double rate) {
    const double b1 = 0.85, b2 = 0.99;
    const double by_first = 1 - pow(b1, step + 1), by_second = 1 - pow(b2, step + 1);
    for (int i = 0; i < COUNT; i++) {
        first[i] = b1 * first[i] + (1 - b1) * g[i];
        second[i] = b2 * second[i] + (1 - b2) * g[i] * g[i];
        w[i] -= rate * (first[i] / by_first) / (sqrt(second[i] / by_second) + 1e-8);
        g[i] = 0;
    }
}

/* The names lie one after the other in `tokens`, name i as lengths[i] numbers, 2 to PLACES + 1; `batch` of them make a
   step. */
#ifdef __cplusplus
extern "C"
#endif
void train(const int *tokens, const int *lengths, const double *rates, double *w, double *losses, int batch, int steps) {
    double *g = (double *)calloc(3 * COUNT, sizeof(double)), *first = g + COUNT, *second = first + COUNT;
    for (int step = 0; step < steps; step++) {
        losses[step] = 0;
        for (int n = 0; n < batch; n++, tokens += *lengths++)
            losses[step] += gradient(w, tokens, *lengths - 1, 1.0 / batch, g) / batch;
        adam(w, g, first, second, step, rates[step]);
    }
    free(g);
}
