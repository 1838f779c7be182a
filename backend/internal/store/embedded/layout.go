package embedded

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"strconv"
)

// The file has three buckets. Every value begins with a checksum over its bucket, key and content, and the seal holds the number of
// entries and the sum of their checksums, so that an entry which is altered, lost or stale is noticed when the file is opened.
const (
	recordsBucket  = "records"  // checksum, version, content
	countersBucket = "counters" // checksum, number
	formatBucket   = "format"   // the two entries below
	versionEntry   = "version"  // formatVersion in decimal digits
	sealEntry      = "seal"     // checksum, number of entries, sum of their checksums modulo 2^64
)

// formatVersion is the only layout this driver reads and writes.
const formatVersion = 1

const (
	checksumBytes = 8
	numberBytes   = 8
)

// checksum is FNV-1a, 64 bits. It is there for damage, not for malice.
func checksum(bucket, key string, content []byte) uint64 {
	h := fnv.New64a()
	for _, part := range [][]byte{[]byte(bucket), {0}, []byte(key), {0}, content} {
		_, _ = h.Write(part) // never fails
	}
	return h.Sum64()
}

// sealed puts the checksum before content.
func sealed(bucket, key string, content []byte) []byte {
	b := make([]byte, 0, checksumBytes+len(content))
	b = binary.BigEndian.AppendUint64(b, checksum(bucket, key, content))
	return append(b, content...)
}

// opened checks the checksum of a stored value and returns its content, which aliases stored.
func opened(bucket, key string, stored []byte) ([]byte, error) {
	if len(stored) < checksumBytes {
		return nil, fmt.Errorf("entry %q of %s is %d bytes short", key, bucket, checksumBytes-len(stored))
	}
	content := stored[checksumBytes:]
	if binary.BigEndian.Uint64(stored) != checksum(bucket, key, content) {
		return nil, fmt.Errorf("entry %q of %s does not match its checksum", key, bucket)
	}
	return content, nil
}

// encodeRecord returns the stored form of a record.
func encodeRecord(key string, version int64, value []byte) []byte {
	content := make([]byte, 0, numberBytes+len(value))
	content = binary.BigEndian.AppendUint64(content, uint64(version))
	return sealed(recordsBucket, key, append(content, value...))
}

// decodeRecord returns version and value of a stored record; the value is a copy.
func decodeRecord(key string, stored []byte) (int64, []byte, error) {
	content, err := opened(recordsBucket, key, stored)
	if err != nil {
		return 0, nil, err
	}
	if len(content) < numberBytes {
		return 0, nil, fmt.Errorf("record %q has no version", key)
	}
	version := int64(binary.BigEndian.Uint64(content))
	if version < 1 {
		return 0, nil, fmt.Errorf("record %q has the impossible version %d", key, version)
	}
	return version, append([]byte{}, content[numberBytes:]...), nil
}

// encodeCounter returns the stored form of a counter.
func encodeCounter(key string, n int64) []byte {
	return sealed(countersBucket, key, binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// decodeCounter returns the number of a stored counter.
func decodeCounter(key string, stored []byte) (int64, error) {
	content, err := opened(countersBucket, key, stored)
	if err != nil {
		return 0, err
	}
	if len(content) != numberBytes {
		return 0, fmt.Errorf("counter %q has %d bytes", key, len(content))
	}
	return int64(binary.BigEndian.Uint64(content)), nil
}

// seal is what all entries of records and counters add up to.
type seal struct {
	entries uint64
	sum     uint64 // of checksums, modulo 2^64
}

// add takes a stored value in; nil is no entry.
func (s *seal) add(stored []byte) {
	if len(stored) >= checksumBytes {
		s.entries++
		s.sum += binary.BigEndian.Uint64(stored)
	}
}

// remove takes a stored value out; nil is no entry.
func (s *seal) remove(stored []byte) {
	if len(stored) >= checksumBytes {
		s.entries--
		s.sum -= binary.BigEndian.Uint64(stored)
	}
}

func (s seal) encode() []byte {
	content := binary.BigEndian.AppendUint64(nil, s.entries)
	return sealed(formatBucket, sealEntry, binary.BigEndian.AppendUint64(content, s.sum))
}

func decodeSeal(stored []byte) (seal, error) {
	content, err := opened(formatBucket, sealEntry, stored)
	if err != nil {
		return seal{}, err
	}
	if len(content) != 2*numberBytes {
		return seal{}, fmt.Errorf("the seal has %d bytes", len(content))
	}
	return seal{entries: binary.BigEndian.Uint64(content), sum: binary.BigEndian.Uint64(content[numberBytes:])}, nil
}

// decodeVersion reads the layout number.
func decodeVersion(stored []byte) (int, error) {
	n, err := strconv.Atoi(string(stored))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no format version", stored)
	}
	return n, nil
}
