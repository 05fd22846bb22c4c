/* micrograd's demo in C, tuned: samples side by side in memory, so that every inner loop is one of vectors.
   Compiled with -O3 -march=native -ffast-math. See compiled_demo.py for the meaning of the arguments. */
#include <math.h>
#include <string.h>

enum { N = 100, P = 104, D = 2, H = 16, COUNT = H * (D + 1) + H * (H + 1) + H + 1 };

static double x[D][P], y[P], h1[H][P], h2[H][P], g1[H][P], g2[H][P], s[P], g[COUNT];

static void forward(const double *w, int in, const double (*a)[P], double (*out)[P], int units, int relu) {
    for (int j = 0; j < units; j++, w += in + 1) {
        double z[P];
        for (int n = 0; n < P; n++) z[n] = w[in];
        for (int i = 0; i < in; i++)
            for (int n = 0; n < P; n++) z[n] += w[i] * a[i][n];
        for (int n = 0; n < P; n++) out[j][n] = relu && z[n] < 0 ? 0 : z[n];
    }
}

static void backward(const double *w, double *gw, int in, const double (*a)[P], const double (*up)[P], int units,
                     double (*down)[P]) {
    if (down) memset(down, 0, sizeof(double) * in * P);
    for (int j = 0; j < units; j++, w += in + 1, gw += in + 1) {
        double b = 0;
        for (int n = 0; n < P; n++) b += up[j][n];
        gw[in] = b;
        for (int i = 0; i < in; i++) {
            double t = 0;
            for (int n = 0; n < P; n++) t += up[j][n] * a[i][n];
            gw[i] = t;
            if (down)
                for (int n = 0; n < P; n++) down[i][n] += w[i] * up[j][n];
        }
    }
}

void train(const double *X, const double *Y, double *w, const double *rates, double decay, double *losses, int steps) {
    double *w1 = w, *w2 = w1 + H * (D + 1), *w3 = w2 + H * (H + 1);
    for (int n = 0; n < N; n++) {
        for (int i = 0; i < D; i++) x[i][n] = X[n * D + i];
        y[n] = Y[n];
    }
    for (int k = 0; k < steps; k++) {
        double out[1][P], up[1][P], loss = 0;
        forward(w1, D, x, h1, H, 1);
        forward(w2, H, h1, h2, H, 1);
        forward(w3, H, h2, out, 1, 0);
        for (int n = 0; n < P; n++) {
            double margin = 1 - y[n] * out[0][n];
            int costs = n < N && margin > 0;
            loss += costs ? margin : 0;
            up[0][n] = costs ? -y[n] / N : 0;
        }
        losses[k] = loss / N;
        backward(w3, g + (w3 - w), H, h2, up, 1, g2);
        for (int j = 0; j < H; j++)
            for (int n = 0; n < P; n++) g2[j][n] = h2[j][n] > 0 ? g2[j][n] : 0;
        backward(w2, g + (w2 - w), H, h1, g2, H, g1);
        for (int j = 0; j < H; j++)
            for (int n = 0; n < P; n++) g1[j][n] = h1[j][n] > 0 ? g1[j][n] : 0;
        backward(w1, g, D, x, g1, H, 0);
        for (int i = 0; i < COUNT; i++) w[i] -= rates[k] * (g[i] + decay * w[i]);
    }
}
