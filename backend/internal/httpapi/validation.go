package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/httpapi/problems"
)

// operation is one operation of the contract with what validation asks of it.
type operation struct {
	route  *routers.Route
	query  map[string]bool // name of each query parameter; true when it may be repeated
	scoped bool            // the operation names its receiver in X-Account-Id
	table  bool            // the answer can be had as CSV
}

// contract finds operations by method and Echo's path.
type contract map[string]*operation

func newContract(spec *openapi3.T) contract {
	c := contract{}
	for path, item := range spec.Paths.Map() {
		echoPath := strings.NewReplacer("{", ":", "}", "").Replace(path)
		for method, op := range item.Operations() {
			o := &operation{
				route: &routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: op},
				query: map[string]bool{},
				table: method == http.MethodGet && hasTable(op),
			}
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				switch {
				case p.Value.In == openapi3.ParameterInQuery:
					o.query[p.Value.Name] = p.Value.Schema.Value.Type.Is("array")
				case p.Value.In == openapi3.ParameterInHeader && strings.EqualFold(p.Value.Name, headerAccountID):
					o.scoped = true
				}
			}
			if op.RequestBody != nil {
				for _, media := range op.RequestBody.Value.Content {
					closeAmounts(media.Schema.Value)
				}
			}
			c[method+" "+echoPath] = o
		}
	}
	return c
}

// of returns the operation Echo's router chose; nil for what is not in the contract, such as /docs, and for unknown paths.
func (ct contract) of(c echo.Context) *operation {
	return ct[c.Request().Method+" "+c.Path()]
}

// validate refuses what the contract does not allow, with every reason at once. It is stricter than the validator it uses: query parameters the operation
// does not have, repeated ones and control characters are refused too, so that a misspelled filter never looks like an answer.
func (ct contract) validate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		op := ct.of(c)
		if op == nil {
			return next(c)
		}
		r := c.Request()
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return fault.InvalidParameter("query", codeMalformed, "The query of the address is not well formed. Encode values as in application/x-www-form-urlencoded.")
		}
		fields := op.checkQuery(query)
		fields = append(fields, checkReceiverHeader(r.Header)...)
		inBody, err := op.checkBody(r)
		if err != nil {
			return err
		}
		fields = append(fields, inBody...)
		more, err := op.checkContract(c, query)
		if err != nil {
			return err
		}
		for _, f := range more {
			if !slices.ContainsFunc(fields, func(o fault.Field) bool { return o.Parameter == f.Parameter && o.Pointer == f.Pointer }) {
				fields = append(fields, f)
			}
		}
		if len(fields) > 0 {
			return invalid(fields)
		}
		return next(c)
	}
}

// invalid is the fault of a request with something wrong in each field.
func invalid(fields []fault.Field) error {
	parts := make([]string, len(fields))
	for i, f := range fields {
		name := f.Parameter
		if name == "" {
			name = "body" + f.Pointer
		}
		parts[i] = name + ": " + f.Detail
	}
	fe := fault.New(fault.Invalid, fault.CodeInvalidRequest, strings.Join(parts, " "))
	fe.Fields = fields
	return fe
}

func (o *operation) checkQuery(query url.Values) []fault.Field {
	var fields []fault.Field
	for _, name := range slices.Sorted(maps.Keys(query)) {
		values := query[name]
		repeats, known := o.query[name]
		switch {
		case !known:
			fields = append(fields, fault.Field{Parameter: cut(printable(name), maxShown), Code: codeUnknownParameter, Detail: o.unknownParameter()})
		case !repeats && len(values) > 1:
			fields = append(fields, fault.Field{Parameter: name, Code: codeRepeated, Detail: "The parameter occurs more than once. Send it once."})
		case slices.ContainsFunc(values, hasControl):
			fields = append(fields, fault.Field{Parameter: name, Code: codeControlCharacters, Detail: "The value holds control characters or is not UTF-8. Send plain text."})
		}
		if len(fields) == maxFields {
			break
		}
	}
	return fields
}

// maxFields bounds how many faults of one request are listed.
const maxFields = 20

func (o *operation) unknownParameter() string {
	if len(o.query) == 0 {
		return "This operation has no query parameters. Leave it out."
	}
	return "This operation has no such parameter. It has " + strings.Join(slices.Sorted(maps.Keys(o.query)), ", ") + "."
}

func checkReceiverHeader(h http.Header) []fault.Field {
	if len(h.Values(headerAccountID)) < 2 {
		return nil
	}
	return []fault.Field{{Parameter: headerAccountID, Code: codeRepeated, Detail: "The header occurs more than once. Send one receiver."}}
}

// checkBody makes sure that a body the operation takes is JSON, before it is compared with its schema, and returns what the comparison would not find.
func (o *operation) checkBody(r *http.Request) ([]fault.Field, error) {
	if o.route.Operation.RequestBody == nil {
		return nil, nil
	}
	media, params, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if cs, given := params["charset"]; err != nil || media != echo.MIMEApplicationJSON || given && !strings.EqualFold(cs, "utf-8") {
		return nil, refusal(problems.CodeContentType)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.GetBody = nil
	var value json.RawMessage
	if err := json.Unmarshal(body, &value); err != nil && len(body) > 0 {
		return nil, invalid([]fault.Field{{Code: codeInvalidJSON, Detail: brokenJSON(err)}})
	}
	if !utf8.Valid(body) {
		return nil, invalid([]fault.Field{{Code: codeInvalidJSON, Detail: "The body is not UTF-8. Send one JSON object in UTF-8."}})
	}
	return checkMembers(body), nil
}

// brokenJSON says where a body stops being JSON.
func brokenJSON(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("The body is not valid JSON: it breaks at byte %d. Send one JSON object.", syntax.Offset)
	}
	return "The body is not valid JSON. Send one JSON object."
}

// checkContract compares the request with the contract and returns what is wrong with it.
func (o *operation) checkContract(c echo.Context, query url.Values) ([]fault.Field, error) {
	params := map[string]string{}
	for i, name := range c.ParamNames() {
		value, err := url.PathUnescape(c.ParamValues()[i])
		if err != nil {
			value = c.ParamValues()[i]
		}
		params[name] = value
	}
	err := openapi3filter.ValidateRequest(c.Request().Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request(), PathParams: params, QueryParams: query, Route: o.route,
		Options: &openapi3filter.Options{
			MultiError: true, SkipSettingDefaults: true, KeepValidatedValue: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, // done by a middleware of its own, so that 401 stays 401
		},
	})
	if err == nil {
		return nil, nil
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge
	}
	fields := fieldsOf(err)
	if len(fields) == 0 {
		return nil, fault.Wrap(err, fault.Invalid, fault.CodeInvalidRequest, "The request does not match its description. Compare it with the operation in /docs.")
	}
	return fields, nil
}
