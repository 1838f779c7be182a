package httpapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/backend/internal/fault"
)

// maxDepth is deeper than any body of the contract; all that is deeper has a member that no request has, and is refused for it.
const maxDepth = 32

// members finds in a body what is lost when it is read: a member that occurs twice, of which the last would count without a word, and control characters, which nobody
// sees and which would end on bills and in tables.
type members struct {
	in     *json.Decoder
	path   []string
	fields []fault.Field
}

// checkMembers returns what is wrong with the members of a body that is JSON.
func checkMembers(body []byte) []fault.Field {
	m := &members{in: json.NewDecoder(bytes.NewReader(body))}
	m.in.UseNumber()
	m.value()
	return m.fields
}

// value reads one value and reports whether to go on.
func (m *members) value() bool {
	token, err := m.in.Token()
	if err != nil || len(m.path) > maxDepth || len(m.fields) >= maxFields {
		return false
	}
	switch token := token.(type) {
	case string:
		if hasControl(token) {
			m.wrong(codeControlCharacters, "The text holds control characters. Send plain text.")
		}
	case json.Delim:
		if token == '{' {
			return m.object()
		}
		return m.list()
	}
	return true
}

func (m *members) object() bool {
	seen := map[string]bool{}
	for m.in.More() {
		token, err := m.in.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return false
		}
		m.path = append(m.path, name)
		if seen[name] {
			m.wrong(codeRepeated, "The property occurs more than once. Send it once.")
		}
		seen[name] = true
		if !m.value() {
			return false
		}
		m.path = m.path[:len(m.path)-1]
	}
	_, err := m.in.Token()
	return err == nil
}

func (m *members) list() bool {
	for i := 0; m.in.More(); i++ {
		m.path = append(m.path, strconv.Itoa(i))
		if !m.value() {
			return false
		}
		m.path = m.path[:len(m.path)-1]
	}
	_, err := m.in.Token()
	return err == nil
}

func (m *members) wrong(code, detail string) {
	m.fields = append(m.fields, fault.Field{Pointer: pointer(m.path), Code: code, Detail: detail})
}

// pointer is the JSON pointer of a path, as much of it as may be shown.
func pointer(path []string) string {
	var b strings.Builder
	for _, part := range path {
		b.WriteString("/" + cut(printable(strings.NewReplacer("~", "~0", "/", "~1").Replace(part)), maxShown))
	}
	return b.String()
}

// closeAmounts closes the schemas in a request that answers have too, such as Money: they are open, so that answers may grow, but a misspelt member of a request is refused.
func closeAmounts(s *openapi3.Schema) {
	for name, ref := range s.Properties {
		if v := ref.Value; v.Type.Is(openapi3.TypeObject) && v.AdditionalProperties.Has == nil {
			closed, no := *v, false
			closed.AdditionalProperties = openapi3.AdditionalProperties{Has: &no}
			s.Properties[name] = openapi3.NewSchemaRef("", &closed)
			continue
		}
		closeAmounts(ref.Value)
	}
	if s.Items != nil {
		closeAmounts(s.Items.Value)
	}
}
