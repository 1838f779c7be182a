//go:build race

package e2e

// raceDetector says that tests run many times slower.
const raceDetector = true
