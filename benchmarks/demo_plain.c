/* micrograd's demo in C, as one writes it down: sample after sample. Compiled with -O3 -march=native.
   See compiled_demo.py for the meaning of the arguments. */
#include <string.h>

enum { N = 100, D = 2, H = 16, COUNT = H * (D + 1) + H * (H + 1) + H + 1 };

static void forward(const double *w, int in, const double *a, double *out, int units, int relu) {
    for (int j = 0; j < units; j++, w += in + 1) {
        double z = w[in];
        for (int i = 0; i < in; i++) z += w[i] * a[i];
        out[j] = relu && z < 0 ? 0 : z;
    }
}

static void backward(const double *w, double *gw, int in, const double *a, const double *up, int units, double *down) {
    memset(down, 0, sizeof(double) * in);
    for (int j = 0; j < units; j++, w += in + 1, gw += in + 1) {
        for (int i = 0; i < in; i++) {
            gw[i] += up[j] * a[i];
            down[i] += w[i] * up[j];
        }
        gw[in] += up[j];
    }
}

void train(const double *X, const double *Y, double *w, const double *rates, double decay, double *losses, int steps) {
    double *w1 = w, *w2 = w1 + H * (D + 1), *w3 = w2 + H * (H + 1), g[COUNT];
    for (int k = 0; k < steps; k++) {
        double loss = 0;
        memset(g, 0, sizeof g);
        for (int n = 0; n < N; n++) {
            double h1[H], h2[H], out, g1[H], g2[H], gx[D];
            forward(w1, D, X + n * D, h1, H, 1);
            forward(w2, H, h1, h2, H, 1);
            forward(w3, H, h2, &out, 1, 0);
            double margin = 1 - Y[n] * out, up = margin > 0 ? -Y[n] / N : 0;
            loss += margin > 0 ? margin : 0;
            backward(w3, g + (w3 - w), H, h2, &up, 1, g2);
            for (int j = 0; j < H; j++) g2[j] = h2[j] > 0 ? g2[j] : 0;
            backward(w2, g + (w2 - w), H, h1, g2, H, g1);
            for (int j = 0; j < H; j++) g1[j] = h1[j] > 0 ? g1[j] : 0;
            backward(w1, g, D, X + n * D, g1, H, gx);
        }
        losses[k] = loss / N;
        for (int i = 0; i < COUNT; i++) w[i] -= rates[k] * (g[i] + decay * w[i]);
    }
}
