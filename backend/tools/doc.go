// Package tools is the module of the programs that check this repository. It is kept out of go.work, so that the
// hundreds of modules a linter needs never meet the few the service needs; the versions are in go.mod.
package tools
