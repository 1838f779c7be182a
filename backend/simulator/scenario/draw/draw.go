// Package draw makes random-looking choices that depend on nothing but a key. There is no
// state: a value does not change when another one is drawn before it, which is what lets the
// world produce any customer's any month on demand and in any order.
package draw

// Key names one draw. Derive a key for each choice with Sub or At; a key used for two
// choices gives them correlated values.
type Key uint64

// New returns the root key of a seed.
func New(seed uint64) Key { return Key(mix(seed ^ 0x9e3779b97f4a7c15)) }

// Sub returns the key of a named choice under k.
func (k Key) Sub(label string) Key {
	h := uint64(14695981039346656037)
	for i := range len(label) {
		h = (h ^ uint64(label[i])) * 1099511628211
	}
	return Key(mix(uint64(k) ^ h))
}

// At returns the key of the i-th member of a list of choices under k.
func (k Key) At(i int) Key {
	return Key(mix(uint64(k) + (uint64(i)+1)*0x9e3779b97f4a7c15))
}

// Uint64 returns the key's value.
func (k Key) Uint64() uint64 { return mix(uint64(k)) }

// N returns a value in [0, n); n must be positive.
func (k Key) N(n int) int { return int(k.Uint64() % uint64(n)) }

// Between returns a value in [lo, hi], both inclusive.
func (k Key) Between(lo, hi int) int { return lo + k.N(hi-lo+1) }

// Chance reports true in basisPoints of 10,000 cases.
func (k Key) Chance(basisPoints int) bool { return k.N(10_000) < basisPoints }

// Of returns one member of list, which must not be empty.
func Of[T any](k Key, list []T) T { return list[k.N(len(list))] }

// mix is the finaliser of splitmix64.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}
