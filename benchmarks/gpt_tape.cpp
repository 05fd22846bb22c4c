/* The GPT's training step in C++ on a tape: every scalar operation is a node of two operands and its derivatives by
   them. Compiled with -O3 -march=native. */
#include <algorithm>
#include <array>
#include <vector>

#include "gpt_step.h"

namespace {

struct Node {
    int left, right;
    double by_left, by_right;
};

enum { MOST = 1 << 18 }; /* sixteen places take 130,000 nodes */
Node tape[MOST];
double adjoints[MOST];
int used;

struct Number {
    int at;
    double data;
};

Number record(double data, Number a, double by_a, Number b, double by_b) {
    tape[used] = {a.at, b.at, by_a, by_b};
    return {used++, data};
}

Number record(double data, Number a, double by_a) { return record(data, a, by_a, a, 0); }

Number operator+(Number a, Number b) { return record(a.data + b.data, a, 1, b, 1); }
Number operator*(Number a, Number b) { return record(a.data * b.data, a, b.data, b, a.data); }
Number operator/(Number a, Number b) { return record(a.data / b.data, a, 1 / b.data, b, -a.data / (b.data * b.data)); }
Number operator+(Number a, double c) { return record(a.data + c, a, 1); }
Number operator*(Number a, double c) { return record(a.data * c, a, c); }
Number exp(Number a) { return record(std::exp(a.data), a, std::exp(a.data)); }
Number log(Number a) { return record(std::log(a.data), a, 1 / a.data); }
Number relu(Number a) { return record(a.data > 0 ? a.data : 0, a, a.data > 0); }
Number inverse_root(Number a) {
    const double root = 1 / std::sqrt(a.data);
    return record(root, a, -0.5 * root / a.data);
}

template <size_t N> using Vector = std::array<Number, N>;

Number dot(const Number *a, const Number *b, int n) {
    Number sum = a[0] * b[0];
    for (int i = 1; i < n; i++) sum = sum + a[i] * b[i];
    return sum;
}

template <size_t ROWS, size_t COLUMNS> Vector<ROWS> linear(const Number *w, const Vector<COLUMNS> &x) {
    Vector<ROWS> out;
    for (size_t j = 0; j < ROWS; j++) out[j] = dot(w + j * COLUMNS, x.data(), COLUMNS);
    return out;
}

Vector<WIDTH> operator+(const Vector<WIDTH> &a, const Vector<WIDTH> &b) {
    Vector<WIDTH> out;
    for (int i = 0; i < WIDTH; i++) out[i] = a[i] + b[i];
    return out;
}

Vector<WIDTH> normalised(const Vector<WIDTH> &x) {
    const Number scale = inverse_root(dot(x.data(), x.data(), WIDTH) * (1.0 / WIDTH) + 1e-5);
    Vector<WIDTH> out;
    for (int i = 0; i < WIDTH; i++) out[i] = x[i] * scale;
    return out;
}

void softmax(Number *z, int n) {
    double largest = z[0].data;
    for (int i = 1; i < n; i++) largest = std::fmax(largest, z[i].data);
    for (int i = 0; i < n; i++) z[i] = exp(z[i] + -largest);
    Number total = z[0];
    for (int i = 1; i < n; i++) total = total + z[i];
    for (int i = 0; i < n; i++) z[i] = z[i] / total;
}

Vector<WIDTH> attention(const Number *w, const Vector<WIDTH> &x, std::vector<Vector<WIDTH>> &keys,
                        std::vector<Vector<WIDTH>> &values) {
    const Vector<WIDTH> q = linear<WIDTH>(w + Q, x);
    keys.push_back(linear<WIDTH>(w + K, x));
    values.push_back(linear<WIDTH>(w + V, x));
    const int places = (int)keys.size();
    Vector<WIDTH> mixed;
    for (int from = 0; from < WIDTH; from += HEAD) {
        Vector<PLACES> weights{};
        for (int t = 0; t < places; t++) weights[t] = dot(&q[from], &keys[t][from], HEAD) * (1 / std::sqrt((double)HEAD));
        softmax(weights.data(), places);
        for (int i = from; i < from + HEAD; i++) {
            mixed[i] = weights[0] * values[0][i];
            for (int t = 1; t < places; t++) mixed[i] = mixed[i] + weights[t] * values[t][i];
        }
    }
    return linear<WIDTH>(w + O, mixed);
}

Number loss(const Number *w, const int *tokens, int places) {
    std::vector<Vector<WIDTH>> keys, values;
    Number sum;
    for (int at = 0; at < places; at++) {
        Vector<WIDTH> x;
        for (int i = 0; i < WIDTH; i++) x[i] = w[WTE + tokens[at] * WIDTH + i] + w[WPE + at * WIDTH + i];
        x = normalised(x);
        x = x + attention(w, normalised(x), keys, values);
        Vector<HIDDEN> hidden = linear<HIDDEN>(w + UP, normalised(x));
        for (Number &z : hidden) z = relu(z);
        x = x + linear<WIDTH>(w + DOWN, hidden);
        Vector<CHARACTERS> chances = linear<CHARACTERS>(w + LM_HEAD, x);
        softmax(chances.data(), CHARACTERS);
        const Number cost = log(chances[tokens[at + 1]]);
        sum = at == 0 ? cost : sum + cost;
    }
    return sum * (-1.0 / places);
}

} // namespace

static double gradient(const double *w, const int *tokens, int places, double share, double *g) {
    Number parameters[COUNT];
    for (int i = 0; i < COUNT; i++) parameters[i] = {i, w[i]};
    used = COUNT; /* the first nodes are the parameters, which have no operands */
    const Number result = loss(parameters, tokens, places);
    std::fill(adjoints, adjoints + used, 0);
    adjoints[result.at] = share;
    for (int at = result.at; at >= COUNT; at--) {
        const Node &node = tape[at];
        adjoints[node.left] += node.by_left * adjoints[at];
        adjoints[node.right] += node.by_right * adjoints[at];
    }
    for (int i = 0; i < COUNT; i++) g[i] += adjoints[i];
    return result.data;
}
