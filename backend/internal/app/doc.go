// Package app is the composition root: it reads the configuration, wires rooms to their adapters, and starts and ends everything in order.
// It is the only place that knows all packages and where production and simulation differ, by composition alone.
package app
