package wire

import (
	"fmt"
	"strconv"
	"time"
)

// maxEpoch bounds instants to about three thousand years around 1970, in seconds.
const maxEpoch = 1e11

// Timestamp is an instant in the JSON protocols' default encoding: seconds
// since the epoch with milliseconds as the fraction, in UTC.
type Timestamp time.Time

// MarshalJSON implements json.Marshaler.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	ms := time.Time(t).UnixMilli()
	sign := ""
	if ms < 0 {
		sign, ms = "-", -ms
	}
	out := sign + strconv.FormatInt(ms/1000, 10)
	if rest := ms % 1000; rest != 0 {
		out += fmt.Sprintf(".%03d", rest)
	}
	return []byte(out), nil
}

// UnmarshalJSON implements json.Unmarshaler for the same encoding.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	seconds, err := strconv.ParseFloat(string(data), 64)
	if err != nil || !(seconds >= -maxEpoch && seconds <= maxEpoch) { // NaN fails both
		return fmt.Errorf("parse epoch seconds %q", data)
	}
	*t = Timestamp(time.UnixMilli(int64(seconds * 1000)).UTC())
	return nil
}
