package paging

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"portal.example/backend/internal/fault"
)

// place is where a row stands in an order: its sort keys, and its id for rows that are alike.
type place struct {
	values []value
	id     string
}

// sealBytes is how much of the hash over list, query and place a cursor begins with. It is there to notice a cursor of another list,
// not to keep one secret: a cursor holds nothing but the keys of a row its owner has seen.
const sealBytes = 8

// cursor returns the cursor that goes on behind p.
func (q Query) cursor(list string, p place) string {
	var b []byte
	for _, v := range p.values {
		known := byte(0)
		if v.known {
			known = 1
		}
		b = append(b, known)
		b = binary.AppendUvarint(b, uint64(len(v.key)))
		b = append(b, v.key...)
	}
	b = append(b, p.id...)
	return base64.RawURLEncoding.EncodeToString(append(q.seal(list, b), b...))
}

// position reads the query's cursor; nil without one.
func (q Query) position(list string, keys int) (*place, error) {
	if q.Cursor == "" {
		return nil, nil //nolint:nilnil // documented
	}
	refused := fault.InvalidParameter("cursor", CodeInvalidCursor, "This is not a cursor of this list, search, filter and sort. Start again without a cursor.")
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) < sealBytes || string(q.seal(list, b[sealBytes:])) != string(b[:sealBytes]) {
		return nil, refused
	}
	b = b[sealBytes:]
	p := &place{values: make([]value, keys)}
	for i := range p.values {
		if len(b) < 2 || b[0] > 1 {
			return nil, refused
		}
		size, n := binary.Uvarint(b[1:])
		if n <= 0 || size > uint64(len(b)-1-n) {
			return nil, refused
		}
		from := 1 + n
		to := from + int(size)
		p.values[i] = value{known: b[0] == 1, key: string(b[from:to])}
		b = b[to:]
	}
	p.id = string(b)
	return p, nil
}

// seal binds the payload of a cursor to the list and query it was made for; how many rows a page has does not matter.
func (q Query) seal(list string, payload []byte) []byte {
	identity := fmt.Appendf(nil, "%q %q %q %q %v ", list, q.Search, q.Terms, q.Match, q.Sort)
	sum := sha256.Sum256(append(identity, payload...))
	return sum[:sealBytes]
}
