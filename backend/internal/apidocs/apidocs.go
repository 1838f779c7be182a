// Package apidocs renders the contract as a reference for people: one HTML page and one style sheet, no script, nothing from outside.
// It is rendered once, at start; whoever serves HTTP serves the bytes.
package apidocs

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed assets/page.html.tmpl
var pageTemplate string

//go:embed assets/style.css
var styleSheet []byte

// Entry explains one problem code. Its place on the page is "#problem-" and the code, which is where the type of a problem points.
type Entry struct {
	Code        string
	Title       string
	Status      int
	Explanation string
}

// Pages are the files of the reference. The page finds the style sheet at "docs/style.css" relative to itself, so serve the page at
// "/docs" and the sheet at "/docs/style.css", under any prefix.
type Pages struct {
	HTML []byte
	CSS  []byte
}

// New renders the reference of an OpenAPI document and the catalogue of problems. It fails when the document cannot be read.
func New(document []byte, problems []Entry) (Pages, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return Pages{}, fmt.Errorf("read the contract: %w", err)
	}
	view, err := describe(doc, problems)
	if err != nil {
		return Pages{}, err
	}
	page, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return Pages{}, fmt.Errorf("parse the page of the reference: %w", err)
	}
	var html bytes.Buffer
	if err := page.Execute(&html, view); err != nil {
		return Pages{}, fmt.Errorf("render the reference: %w", err)
	}
	return Pages{HTML: html.Bytes(), CSS: bytes.Clone(styleSheet)}, nil
}
