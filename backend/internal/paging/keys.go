package paging

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/money"
)

// value is what a row sorts by: a key whose bytes compare like the values do.
type value struct {
	known bool
	key   string
}

// maxKeyBytes bounds a key, so that the three keys and the id of a row fit into a cursor. Rows that differ beyond it are ordered by id.
const maxKeyBytes = 150

// textKey folds case.
func textKey(s string) string {
	s = strings.ToLower(s)
	if len(s) <= maxKeyBytes {
		return s
	}
	end := maxKeyBytes
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// enumKey orders by the position among the declared values; a value that is not declared comes after them.
func enumKey(position int, s string) string {
	if position < 0 {
		return "\xff" + textKey(s)
	}
	return string([]byte{byte(position >> 8), byte(position)})
}

// timeKey orders instants of any year: seconds with the sign bit flipped, then nanoseconds.
func timeKey(t time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(t.Unix())^1<<63)
	return string(binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond())))
}

// numberKey orders decimals: the sign, the count of integer digits, the digits. The bytes of a negative number are inverted and end in
// 0xff, so that of two the one that goes on, being farther from zero, comes first.
func numberKey(d money.Decimal) string {
	digits := d.String() // neither leading nor trailing zeros, no exponent
	negative := strings.HasPrefix(digits, "-")
	digits = strings.TrimPrefix(digits, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "0" {
		whole = ""
	}
	b := make([]byte, 0, len(digits)+4)
	b = append(b, 1)
	b = binary.BigEndian.AppendUint16(b, uint16(min(len(whole), 0xffff)))
	b = append(append(b, whole...), fraction...)
	b = b[:min(len(b), maxKeyBytes-1)]
	if negative {
		for i := range b {
			b[i] = ^b[i]
		}
		b[0] = 0
		b = append(b, 0xff)
	}
	return string(b)
}
