package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// The engine maps the file into memory and trusts it: on a damaged page it panics in its own goroutines or takes the process down with
// a bus error. So the file is read here first, with ordinary reads, every page that is in use, and nothing is believed.

// The engine's page layout, in the byte order of the machine.
const (
	pageHeader    = 16 // id 8, flags 2, count 2, overflow 4
	elementHeader = 16 // leaf: flags, position, key size, value size, 4 each; branch: position 4, key size 4, page 8
	bucketHeader  = 16 // root page 8, sequence 8; an inline page follows when the root is 0
	metaBytes     = 64

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagMeta     = 0x04
	flagFreelist = 0x10
	flagBucket   = 0x01 // on a leaf element

	metaMagic   = 0xED0CDAED
	metaVersion = 2

	noFreelist = ^uint64(0)
	maxDepth   = 64
)

// errFormat says that the file is whole and not one this driver reads.
var errFormat = errors.New("unknown format")

// meta is one of the two heads of the file; commits write them in turn.
type meta struct {
	root, freelist, high, txid uint64 // high is the first page that was never used
	pageSize                   int64
}

// verify reads the whole file and reports the first thing that cannot be right.
func verify(r io.ReaderAt, size int64) error {
	m, err := verifyMetas(r, size)
	if err != nil {
		return err
	}
	w := &walker{r: r, pageSize: m.pageSize, high: m.high, used: make([]bool, m.high)}
	w.used[0], w.used[1] = true, true
	free, err := w.freelist(m.freelist)
	if err != nil {
		return err
	}
	if err := w.contents(m.root); err != nil {
		return err
	}
	for id := range m.high {
		if w.used[id] == free[id] {
			return fmt.Errorf("page %d is in use and free, or neither", id)
		}
	}
	return nil
}

// verifyMetas checks both heads. The engine would go on with one of them, at the price of the last commit; a commit writes its head
// within one disk sector, so a head that is not whole is damage and not an interrupted write.
func verifyMetas(r io.ReaderAt, size int64) (meta, error) {
	first, err := readMeta(r, 0)
	if err != nil {
		return meta{}, fmt.Errorf("first head: %w", err)
	}
	if size%first.pageSize != 0 || first.high < 4 || first.high > uint64(size/first.pageSize) {
		return meta{}, fmt.Errorf("the file has %d bytes, which do not hold its %d pages of %d", size, first.high, first.pageSize)
	}
	second, err := readMeta(r, first.pageSize)
	if err != nil {
		return meta{}, fmt.Errorf("second head: %w", err)
	}
	if second.pageSize != first.pageSize || (first.txid+1 != second.txid && second.txid+1 != first.txid) || first.txid%2 != 0 {
		return meta{}, errors.New("the two heads do not belong together")
	}
	newest := first
	if second.txid > first.txid {
		newest = second
	}
	if newest.high < 4 || newest.high > uint64(size/newest.pageSize) {
		return meta{}, fmt.Errorf("the file has %d bytes, which do not hold its %d pages of %d", size, newest.high, newest.pageSize)
	}
	return newest, nil
}

func readMeta(r io.ReaderAt, at int64) (meta, error) {
	b := make([]byte, pageHeader+metaBytes)
	if _, err := r.ReadAt(b, at); err != nil {
		return meta{}, fmt.Errorf("read: %w", err)
	}
	o := binary.NativeEndian
	if flags := o.Uint16(b[8:]); flags != flagMeta {
		return meta{}, fmt.Errorf("the page is of type %#x", flags)
	}
	b = b[pageHeader:]
	if magic, version := o.Uint32(b), o.Uint32(b[4:]); magic != metaMagic || version != metaVersion {
		return meta{}, errors.New("this is not a file of the embedded engine")
	}
	h := fnv.New64a()
	_, _ = h.Write(b[:metaBytes-8]) // never fails
	if h.Sum64() != o.Uint64(b[metaBytes-8:]) {
		return meta{}, errors.New("the checksum does not match")
	}
	m := meta{
		pageSize: int64(o.Uint32(b[8:])),
		root:     o.Uint64(b[16:]), freelist: o.Uint64(b[32:]), high: o.Uint64(b[40:]), txid: o.Uint64(b[48:]),
	}
	if m.pageSize < 1024 || m.pageSize > 1<<24 || m.pageSize&(m.pageSize-1) != 0 {
		return meta{}, fmt.Errorf("%d bytes are no page size", m.pageSize)
	}
	return m, nil
}

// walker reads pages and remembers which it has seen.
type walker struct {
	r        io.ReaderAt
	pageSize int64
	high     uint64
	used     []bool
}

// page is a page with its overflow, or the page inside an inline bucket.
type page struct {
	id    uint64
	flags uint16
	count int
	body  []byte // from the page header on
}

func parsePage(b []byte) page {
	o := binary.NativeEndian
	return page{id: o.Uint64(b), flags: o.Uint16(b[8:]), count: int(o.Uint16(b[10:])), body: b}
}

func (w *walker) page(id uint64) (page, error) {
	if id < 2 || id >= w.high {
		return page{}, fmt.Errorf("page %d is outside the file", id)
	}
	head := make([]byte, pageHeader)
	at := int64(id) * w.pageSize
	if _, err := w.r.ReadAt(head, at); err != nil {
		return page{}, fmt.Errorf("read page %d: %w", id, err)
	}
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	if got := binary.NativeEndian.Uint64(head); got != id {
		return page{}, fmt.Errorf("page %d says it is page %d", id, got)
	}
	if overflow >= w.high-id {
		return page{}, fmt.Errorf("page %d reaches past the end of the file", id)
	}
	for i := id; i <= id+overflow; i++ {
		if w.used[i] {
			return page{}, fmt.Errorf("page %d is used twice", i)
		}
		w.used[i] = true
	}
	body := make([]byte, int64(overflow+1)*w.pageSize)
	if _, err := w.r.ReadAt(body, at); err != nil {
		return page{}, fmt.Errorf("read page %d: %w", id, err)
	}
	return parsePage(body), nil
}

// freelist returns which pages are free.
func (w *walker) freelist(id uint64) ([]bool, error) {
	if id == noFreelist {
		return nil, errors.New("there is no list of free pages")
	}
	p, err := w.page(id)
	if err != nil {
		return nil, fmt.Errorf("list of free pages: %w", err)
	}
	if p.flags != flagFreelist {
		return nil, fmt.Errorf("page %d is not the list of free pages", id)
	}
	ids, count := p.body[pageHeader:], uint64(p.count)
	if count == 0xFFFF { // then the count is the first element
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return nil, fmt.Errorf("the list of free pages has %d entries, more than fit", count)
	}
	free := make([]bool, w.high)
	for i := range count {
		id := binary.NativeEndian.Uint64(ids[8*i:])
		if id < 2 || id >= w.high || free[id] {
			return nil, fmt.Errorf("page %d is on the list of free pages and cannot be", id)
		}
		free[id] = true
	}
	return free, nil
}

// visitor is called with every element of a tree, in key order. Key and value alias the page.
type visitor func(key, value []byte, bucket bool) error

// tree walks the pages below id. Keys must rise, from low (inclusive) to below high (exclusive; nil: unbounded).
func (w *walker) tree(id uint64, low, high []byte, depth int, visit visitor) error {
	if depth > maxDepth {
		return fmt.Errorf("page %d lies too deep", id)
	}
	p, err := w.page(id)
	if err != nil {
		return err
	}
	switch p.flags {
	case flagLeaf:
		return p.leaf(low, high, visit)
	case flagBranch:
	default:
		return fmt.Errorf("page %d is of type %#x", id, p.flags)
	}
	if p.count == 0 {
		return fmt.Errorf("page %d leads nowhere", id)
	}
	keys, children := make([][]byte, p.count), make([]uint64, p.count)
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		o := binary.NativeEndian
		if keys[i], err = p.slice(i, uint64(o.Uint32(e)), uint64(o.Uint32(e[4:]))); err != nil {
			return err
		}
		children[i] = o.Uint64(e[8:])
		if i > 0 && bytes.Compare(keys[i-1], keys[i]) >= 0 {
			return fmt.Errorf("keys of page %d are not in order", id)
		}
	}
	if bytes.Compare(keys[0], low) < 0 || (high != nil && bytes.Compare(keys[p.count-1], high) >= 0) {
		return fmt.Errorf("keys of page %d belong elsewhere", id)
	}
	for i, child := range children {
		next := high
		if i+1 < p.count {
			next = keys[i+1]
		}
		if err := w.tree(child, keys[i], next, depth+1, visit); err != nil {
			return err
		}
	}
	return nil
}

// leaf visits the elements of a leaf.
func (p page) leaf(low, high []byte, visit visitor) error {
	last := low
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		o := binary.NativeEndian
		flags, at, keySize, valueSize := o.Uint32(e), uint64(o.Uint32(e[4:])), uint64(o.Uint32(e[8:])), uint64(o.Uint32(e[12:]))
		key, err := p.slice(i, at, keySize)
		if err != nil {
			return err
		}
		value, err := p.slice(i, at+keySize, valueSize)
		if err != nil {
			return err
		}
		if c := bytes.Compare(last, key); c > 0 || (c == 0 && i > 0) || (high != nil && bytes.Compare(key, high) >= 0) || len(key) == 0 {
			return fmt.Errorf("keys of page %d are not in order", p.id)
		}
		if flags&^flagBucket != 0 {
			return fmt.Errorf("an element of page %d is of type %#x", p.id, flags)
		}
		if err := visit(key, value, flags == flagBucket); err != nil {
			return err
		}
		last = key
	}
	return nil
}

// element returns the header of element i and what follows it.
func (p page) element(i int) ([]byte, error) {
	at := pageHeader + i*elementHeader
	if at+elementHeader > len(p.body) {
		return nil, fmt.Errorf("page %d has more elements than fit", p.id)
	}
	return p.body[at:], nil
}

// slice returns bytes at a position that counts from the header of element i.
func (p page) slice(i int, at, size uint64) ([]byte, error) {
	from := uint64(pageHeader+i*elementHeader) + at
	if at < elementHeader && size > 0 || from+size > uint64(len(p.body)) {
		return nil, fmt.Errorf("element %d of page %d lies outside it", i, p.id)
	}
	return p.body[from : from+size], nil
}

// contents walks the buckets: the format first, so that another version is told from damage.
func (w *walker) contents(root uint64) error {
	buckets := map[string][]byte{}
	err := w.tree(root, nil, nil, 0, func(key, value []byte, bucket bool) error {
		if !bucket || len(value) < bucketHeader {
			return fmt.Errorf("%q is not a bucket", key)
		}
		buckets[string(key)] = bytes.Clone(value)
		return nil
	})
	if err != nil {
		return err
	}
	want, err := w.format(buckets[formatBucket])
	if err != nil {
		return err
	}
	if len(buckets) != 3 {
		return fmt.Errorf("there are %d buckets instead of 3", len(buckets))
	}
	var have seal
	err = w.bucket(buckets[recordsBucket], func(key, value []byte, _ bool) error {
		have.add(value)
		_, _, err := decodeRecord(string(key), value)
		return err
	})
	if err != nil {
		return err
	}
	err = w.bucket(buckets[countersBucket], func(key, value []byte, _ bool) error {
		have.add(value)
		_, err := decodeCounter(string(key), value)
		return err
	})
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%d entries were found where %d with other content were written", have.entries, want.entries)
	}
	return nil
}

// format reads version and seal.
func (w *walker) format(bucket []byte) (seal, error) {
	if bucket == nil {
		return seal{}, fmt.Errorf("%w: it has no format record, so another program wrote it", errFormat)
	}
	entries := map[string][]byte{}
	err := w.bucket(bucket, func(key, value []byte, _ bool) error {
		entries[string(key)] = bytes.Clone(value)
		return nil
	})
	if err != nil {
		return seal{}, err
	}
	version, err := decodeVersion(entries[versionEntry])
	if err != nil {
		return seal{}, err
	}
	if version != formatVersion {
		return seal{}, fmt.Errorf("%w: it has format %d, this portal reads format %d", errFormat, version, formatVersion)
	}
	return decodeSeal(entries[sealEntry])
}

// bucket walks a bucket by its value in the root, inline or in pages of its own.
func (w *walker) bucket(value []byte, visit visitor) error {
	if value == nil {
		return errors.New("a bucket is missing")
	}
	leaf := func(key, value []byte, bucket bool) error {
		if bucket {
			return fmt.Errorf("%q is a bucket inside a bucket", key)
		}
		return visit(key, value, false)
	}
	root := binary.NativeEndian.Uint64(value)
	if root != 0 {
		return w.tree(root, nil, nil, 0, leaf)
	}
	if len(value) < bucketHeader+pageHeader {
		return errors.New("an inline bucket is cut off")
	}
	p := parsePage(value[bucketHeader:])
	if p.flags != flagLeaf {
		return fmt.Errorf("an inline bucket is of type %#x", p.flags)
	}
	return p.leaf(nil, nil, visit)
}
