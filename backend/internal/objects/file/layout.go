package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"

	"portal.example/backend/internal/objects"
)

// A file is a header and the content compressed with zstd. The header says what the content is, so that a list needs no more than it:
//
//	0  8  "PORTALO1", the last digit being the version of this layout
//	8  8  size of the content, big endian
//	16 32 SHA-256 of the content
//	48 4  CRC-32 (Castagnoli) of the 48 bytes before
const (
	magic       = "PORTALO1"
	headerBytes = 52
)

// The only bit of a zstd frame that decoders pass over and encoders leave zero (RFC 8878, 3.1.1.1.1.3). It is checked here, so that no flipped bit goes
// unnoticed.
const (
	frameDescriptor = 4 // offset in the frame, after its magic number
	unusedBit       = 1 << 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// header is what is known of a content without reading it.
type header struct {
	size int64
	sum  [sha256.Size]byte
}

// etag is half of the hash, which is enough to tell contents apart.
func (h header) etag() string { return hex.EncodeToString(h.sum[:16]) }

func headerOf(content []byte) header {
	return header{size: int64(len(content)), sum: sha256.Sum256(content)}
}

func (h header) encode() []byte {
	b := append(make([]byte, 0, headerBytes), magic...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.size))
	b = append(b, h.sum[:]...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// decodeHeader reads the header at the start of b.
func decodeHeader(b []byte) (header, error) {
	if len(b) < headerBytes {
		return header{}, fmt.Errorf("it has %d bytes, less than its header", len(b))
	}
	if !bytes.HasPrefix(b, []byte(magic[:len(magic)-1])) {
		return header{}, errors.New("it was not written by the portal")
	}
	if b[len(magic)-1] != magic[len(magic)-1] {
		return header{}, fmt.Errorf("it has layout %q, this portal reads %q", b[len(magic)-1], magic[len(magic)-1])
	}
	if crc32.Checksum(b[:headerBytes-4], castagnoli) != binary.BigEndian.Uint32(b[headerBytes-4:]) {
		return header{}, errors.New("its header does not match its checksum")
	}
	size := binary.BigEndian.Uint64(b[8:])
	if size > objects.MaxContentBytes {
		return header{}, fmt.Errorf("it claims %d bytes", size)
	}
	h := header{size: int64(size)}
	copy(h.sum[:], b[16:])
	return h, nil
}

// codec compresses and decompresses; both halves are safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false)) // the header has a better sum
	if err != nil {
		return codec{}, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(objects.MaxContentBytes), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return codec{}, err
	}
	return codec{enc: enc, dec: dec}, nil
}

func (c codec) encode(h header, content []byte) []byte {
	return c.enc.EncodeAll(content, h.encode())
}

// decode returns header and content of a whole file.
func (c codec) decode(b []byte) (header, []byte, error) {
	h, err := decodeHeader(b)
	if err != nil {
		return header{}, nil, err
	}
	if frame := b[headerBytes:]; len(frame) > frameDescriptor && frame[frameDescriptor]&unusedBit != 0 {
		return header{}, nil, errors.New("its compressed content was changed")
	}
	content, err := c.dec.DecodeAll(b[headerBytes:], make([]byte, 0, min(h.size, 1<<20)))
	if err != nil {
		return header{}, nil, fmt.Errorf("it cannot be decompressed: %w", err)
	}
	if headerOf(content) != h {
		return header{}, nil, errors.New("its content does not match its checksum")
	}
	return h, content, nil
}
