// Package api is the generated Go form of openapi.yaml: types, the strict Echo server interface and the embedded
// document. Nothing here is written by hand but this file; see README.md.
package api

//go:generate go tool oapi-codegen -config server.cfg.yaml ../openapi.yaml
//go:generate go tool oapi-codegen -config client.cfg.yaml ../openapi.yaml
//go:generate cp ../openapi.yaml openapi.gen.yaml

import (
	_ "embed" // the document itself, byte for byte
	"slices"
)

//go:embed openapi.gen.yaml
var document []byte

// Document returns openapi.yaml as it is written, comments included. GetSpec returns the same, parsed.
func Document() []byte { return slices.Clone(document) }
