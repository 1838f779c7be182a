// Package e2e proves the portal against the simulator: what AWS's APIs answered is in the ledger to the last digit, whatever goes wrong on the way.
//
// The tests put the real rooms and adapters together over a simulator process and know its truth only through the simulator's control API.
package e2e
