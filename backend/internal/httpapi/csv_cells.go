package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// column is one column of a table: a property of the list's items that is no object itself.
type column struct {
	name   string   // the path with dots
	path   []string // from the item
	figure bool     // the contract promises a number, a decimal or a date: the portal writes it, and it is no text of anybody
}

// layout is all columns of a list in the order of the contract.
type layout []column

// layoutsOf finds the columns of every list that has a table. The document is read once more for it, because the parsed contract has forgotten in which
// order properties are written.
func layoutsOf(document []byte) (map[string]layout, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	spec, err := loader.LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	layouts := map[string]layout{}
	for path, item := range spec.Paths.Map() {
		if item.Get == nil || !hasTable(item.Get) {
			continue
		}
		list := item.Get.Responses.Status(200).Value.Content.Get("application/json").Schema.Value
		items := list.Properties["items"]
		if items == nil || items.Value.Items == nil {
			return nil, fmt.Errorf("%s promises a table and has no items", path)
		}
		layouts[path] = columnsOf(items.Value.Items.Value, nil, nil)
	}
	return layouts, nil
}

func hasTable(op *openapi3.Operation) bool {
	ok := op.Responses.Status(200)
	return ok != nil && ok.Value.Content[mediaCSV] != nil
}

// columnsOf flattens the properties of an object. An object within itself, or one without properties of its own, is one column.
func columnsOf(s *openapi3.Schema, path []string, within []*openapi3.Schema) layout {
	var columns layout
	for _, name := range inOrder(s.Properties) {
		p, at := s.Properties[name].Value, append(slices.Clone(path), name)
		if len(p.Properties) > 0 && !slices.Contains(within, p) {
			columns = append(columns, columnsOf(p, at, append(within, s, p))...)
			continue
		}
		columns = append(columns, column{strings.Join(at, "."), at, isFigure(p)})
	}
	return columns
}

// inOrder names properties in the order they are written in.
func inOrder(properties openapi3.Schemas) []string {
	place := func(name string) (line, col int) {
		ref := properties[name]
		if ref.Ref != "" && ref.Origin != nil && len(ref.Origin.Fields) > 0 {
			for _, at := range ref.Origin.Fields {
				return at.Line, at.Column
			}
		}
		if ref.Value.Origin != nil && ref.Value.Origin.Key != nil {
			return ref.Value.Origin.Key.Line, ref.Value.Origin.Key.Column
		}
		return 0, 0
	}
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		la, ca := place(a)
		lb, cb := place(b)
		if la != lb {
			return la - lb
		}
		if ca != cb {
			return ca - cb
		}
		return strings.Compare(a, b)
	})
	return names
}

// isFigure reports whether a schema promises a number, a decimal as text, or a date.
func isFigure(s *openapi3.Schema) bool {
	if s.Type == nil {
		return false
	}
	return s.Type.Is("integer") || s.Type.Is("number") || s.Type.Is("boolean") ||
		s.Type.Is("string") && (s.Format == "date-time" || s.Format == "date" || strings.HasPrefix(strings.TrimPrefix(s.Pattern, "^"), "-?[0-9]{"))
}

// appendRows writes the items of a page.
func appendRows(to *bytes.Buffer, items []json.RawMessage, columns []column) error {
	cells := make([]string, len(columns))
	for _, item := range items {
		objects := map[string]map[string]json.RawMessage{}
		for i, col := range columns {
			raw, err := find(item, col.path, objects)
			if err != nil {
				return err
			}
			if cells[i], err = cell(raw, col.figure); err != nil {
				return fmt.Errorf("column %s: %w", col.name, err)
			}
		}
		appendRecord(to, cells)
	}
	return nil
}

// find goes down to a property; nil when it, or an object above it, is absent. Objects on the way are decoded once for all columns.
func find(item json.RawMessage, path []string, objects map[string]map[string]json.RawMessage) (json.RawMessage, error) {
	at := item
	for i, name := range path {
		above := strings.Join(path[:i], ".")
		object, known := objects[above]
		if !known {
			if len(at) > 0 {
				if err := json.Unmarshal(at, &object); err != nil {
					return nil, fmt.Errorf("read %q of an item: %w", above, err)
				}
			}
			objects[above] = object
		}
		at = object[name]
	}
	return at, nil
}

// maxCell is what spreadsheets take into one cell.
const maxCell = 32_767

// cell writes a value: nothing for what is absent, scalars of a list joined, and anything deeper as JSON, or as a count where that is too long for a
// cell. Texts are made harmless; figures stay figures.
func cell(raw json.RawMessage, figure bool) (string, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	switch raw[0] {
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", err
		}
		if figure && figureForm.MatchString(s) {
			return s, nil
		}
		return harmless(s), nil
	case '[':
		return listCell(raw)
	case '{':
		return deep(raw, 1)
	}
	return string(raw), nil // a number, true or false
}

func listCell(raw json.RawMessage) (string, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return "", err
	}
	texts := make([]string, len(list))
	for i, one := range list {
		one = bytes.TrimSpace(one)
		if len(one) > 0 && (one[0] == '{' || one[0] == '[') {
			return deep(raw, len(list))
		}
		var s string
		if json.Unmarshal(one, &s) != nil {
			s = string(one)
		}
		texts[i] = s
	}
	return harmless(strings.Join(texts, "; ")), nil
}

func deep(raw json.RawMessage, entries int) (string, error) {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return "", err
	}
	if b.Len() > maxCell {
		return fmt.Sprintf("%d entries", entries), nil
	}
	return b.String(), nil
}

// figureForm is what the portal writes for decimals and dates.
var figureForm = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?)$`)

// harmless puts an apostrophe before a text that a spreadsheet would read as a formula, as OWASP advises (CSV injection). Line ends become \n, which is what
// readers of CSV make of them.
func harmless(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if first, size := utf8.DecodeRuneInString(s); size > 0 && strings.ContainsRune("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20", first) {
		return "'" + s
	}
	return s
}

// appendRecord writes one line of RFC 4180.
func appendRecord(to *bytes.Buffer, cells []string) {
	for i, text := range cells {
		if i > 0 {
			to.WriteByte(',')
		}
		// A line of one empty cell would be no line at all to a reader, and `\.` ends the data for some databases.
		if strings.ContainsAny(text, "\",\r\n") || strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") || text == `\.` || text == "" && len(cells) == 1 {
			to.WriteByte('"')
			to.WriteString(strings.ReplaceAll(text, `"`, `""`))
			to.WriteByte('"')
			continue
		}
		to.WriteString(text)
	}
	to.WriteString("\r\n")
}
