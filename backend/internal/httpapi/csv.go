package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/httpapi/problems"
	"portal.example/backend/internal/paging"
)

const mediaCSV = "text/csv"

// tables answers lists as CSV. It asks the same portal for the same list as JSON, page by page, so that no room and no handler knows of it and
// everything that holds for a list holds for its table.
type tables struct {
	contract contract
	api      http.Handler // the whole pipeline
	layouts  func() (map[string]layout, error)
	clock    clock.Clock
	log      *slog.Logger
}

func newTables(ct contract, api http.Handler, document []byte, clk clock.Clock, log *slog.Logger) tables {
	return tables{ct, api, sync.OnceValues(func() (map[string]layout, error) { return layoutsOf(document) }), clk, log}
}

// middleware stands behind validation and receiver: a request that gets here is well formed and allowed.
func (t tables) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		op := t.contract.of(c)
		if op == nil || !op.table {
			return next(c)
		}
		c.Response().Header().Add(echo.HeaderVary, echo.HeaderAccept)
		if !prefersCSV(c.Request().Header.Values(echo.HeaderAccept)) {
			return next(c)
		}
		return t.write(c, op)
	}
}

// write answers with the table. What fails before the first row is a problem document; what fails later breaks the connection, because a table that
// ends too early looks like a whole one.
func (t tables) write(c echo.Context, op *operation) error {
	layouts, err := t.layouts()
	if err != nil {
		return err
	}
	query := c.Request().URL.Query()
	columns, err := layouts[op.route.Path].choose(query.Get("columns"))
	if err != nil {
		return err
	}
	_, pages := op.query["cursor"]
	everything := pages && !slices.ContainsFunc([]string{"page", "cursor", "limit"}, query.Has)
	query.Del("columns")
	if everything {
		query.Set("limit", strconv.Itoa(paging.MaxLimit))
	}
	first := t.ask(c.Request(), query)
	if first.status != http.StatusOK {
		return first.handOn(c)
	}
	page, err := first.page()
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8; header=present")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+t.fileName(c, op)+`"`)
	h.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	var lines bytes.Buffer
	appendRecord(&lines, columnNames(columns))
	for {
		if err := appendRows(&lines, page.Items, columns); err != nil {
			t.breakOff(c, err)
		}
		if _, err := c.Response().Write(lines.Bytes()); err != nil {
			return fmt.Errorf("send the table: %w", err) // nobody receives it any more
		}
		lines.Reset()
		if !everything || page.NextCursor == "" {
			return nil
		}
		query.Set("cursor", page.NextCursor)
		if page, err = t.ask(c.Request(), query).page(); err != nil {
			t.breakOff(c, err)
		}
	}
}

// breakOff ends the connection in the middle of an answer.
func (t tables) breakOff(c echo.Context, err error) {
	t.log.Error("failed after the answer had begun", "request_id", requestID(c), "operation", c.Path(), "error", err)
	panic(http.ErrAbortHandler) //nolint:forbidigo // the way net/http has to break an answer off, so that nobody takes it for whole
}

// fileName is the list, the receiver, the month when one is asked for and the day: transfers_111122223333_20261123.csv.
func (t tables) fileName(c echo.Context, op *operation) string {
	var parts []string
	for part := range strings.SplitSeq(strings.Trim(c.Request().URL.Path, "/"), "/") {
		parts = append(parts, strings.Map(fileNameRune, part))
	}
	name := strings.Join(parts, "-")
	if op.scoped {
		name += "_" + c.Request().Header.Get(headerAccountID)
	}
	if month := c.QueryParam("period"); month != "" {
		name += "_" + month
	}
	return name + "_" + t.clock.Now().UTC().Format("20060102") + ".csv"
}

func fileNameRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
		return r
	}
	return '-'
}

// part marks the requests a table is made of; they are no requests of a caller.
type part struct{}

func isPart(ctx context.Context) bool { return ctx.Value(part{}) != nil }

// ask sends a request for a page through the whole pipeline.
func (t tables) ask(r *http.Request, query url.Values) *reply {
	one := r.Clone(context.WithValue(r.Context(), part{}, true))
	one.URL.RawQuery = query.Encode()
	one.RequestURI = one.URL.RequestURI()
	one.Header.Set(echo.HeaderAccept, echo.MIMEApplicationJSON)
	for _, name := range []string{echo.HeaderAcceptEncoding, "If-None-Match", "If-Modified-Since"} {
		one.Header.Del(name)
	}
	answer := &reply{header: http.Header{}, status: http.StatusOK}
	t.api.ServeHTTP(answer, one)
	return answer
}

// reply is an answer that is kept instead of sent.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *reply) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *reply) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *reply) Write(b []byte) (int, error) { return a.body.Write(b) }

// handOn sends a problem document as it is.
func (a *reply) handOn(c echo.Context) error {
	var document problems.Document
	if json.Unmarshal(a.body.Bytes(), &document) == nil {
		c.Set(keyErrorCode, document.Code)
	}
	maps.Copy(c.Response().Header(), a.header)
	c.Response().WriteHeader(a.status)
	_, err := c.Response().Write(a.body.Bytes())
	return err
}

// listPage is what every list has.
type listPage struct {
	Items      []json.RawMessage `json:"items"`
	NextCursor string            `json:"next_cursor"`
}

func (a *reply) page() (listPage, error) {
	if a.status != http.StatusOK {
		return listPage{}, fmt.Errorf("a page of the table is answered with %d: %s", a.status, a.body.Bytes())
	}
	var p listPage
	if err := json.Unmarshal(a.body.Bytes(), &p); err != nil {
		return listPage{}, fmt.Errorf("read a page of the table: %w", err)
	}
	if p.Items == nil {
		return listPage{}, errors.New("read a page of the table: there are no items")
	}
	return p, nil
}

// choose returns the columns a caller asks for, in the caller's order; all of them when it asks for none.
func (l layout) choose(asked string) ([]column, error) {
	if asked == "" {
		return l, nil
	}
	var chosen []column
	for name := range strings.SplitSeq(asked, ",") {
		i := slices.IndexFunc(l, func(col column) bool { return col.name == name })
		if i < 0 {
			return nil, fault.InvalidParameter("columns", codeInvalidColumns, shown(name)+" is not a column of this list. Use some of "+strings.Join(columnNames(l), ",")+".")
		}
		chosen = append(chosen, l[i])
	}
	return chosen, nil
}

func columnNames(l layout) []string { return each(l, func(col column) string { return col.name }) }

// prefersCSV reports whether an Accept header would rather have CSV than JSON. Of two that are wanted alike, the one that is named first.
func prefersCSV(lists []string) bool {
	type wanted struct{ weight, exactness, place int }
	csv, js := wanted{place: -1}, wanted{place: -1}
	note := func(w *wanted, weight, exactness, place int) {
		if w.place < 0 || exactness > w.exactness {
			*w = wanted{weight, exactness, place}
		}
	}
	for place, one := range slices.Collect(strings.SplitSeq(strings.Join(lists, ","), ",")) {
		media, params, _ := strings.Cut(one, ";")
		weight := weightOf(params)
		switch strings.ToLower(strings.TrimSpace(media)) {
		case mediaCSV:
			note(&csv, weight, 2, place)
		case echo.MIMEApplicationJSON:
			note(&js, weight, 2, place)
		case "text/*":
			note(&csv, weight, 1, place)
		case "application/*":
			note(&js, weight, 1, place)
		case "*/*":
			note(&csv, weight, 0, place)
			note(&js, weight, 0, place)
		}
	}
	return csv.exactness > 0 && (csv.weight > js.weight || csv.weight > 0 && csv.weight == js.weight && csv.place < js.place)
}

// weightOf reads the q of a media range in thousandths.
func weightOf(params string) int {
	for one := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(one), "=")
		if !strings.EqualFold(name, "q") {
			continue
		}
		whole, fraction, _ := strings.Cut(value, ".")
		if n, err := strconv.Atoi(whole + (fraction + "000")[:3]); err == nil && n >= 0 && n <= 1000 && len(whole) == 1 {
			return n
		}
		return 0
	}
	return 1000
}
