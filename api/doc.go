// Package api is the generated Go form of openapi.yaml: types, the strict Echo server interface and the embedded
// document. Nothing here is written by hand but this file; see README.md.
package api

//go:generate go tool oapi-codegen -config server.cfg.yaml ../openapi.yaml
//go:generate go tool oapi-codegen -config client.cfg.yaml ../openapi.yaml
