package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
)

// Decode reads the operation's input from r.
//
// For the JSON protocols and rest-json the body fills T by its json tags (an
// empty body is an empty object; unknown members are ignored, as AWS does).
// Members bound elsewhere carry an aws tag on a string or []string field:
// `aws:"path=ResourceArn"`, `aws:"query=tagKeys"`,
// `aws:"header=X-Amzn-Client-Token"`, and for the query protocol
// `aws:"form=RoleArn"`. A body that cannot be read is a
// SerializationException (MalformedQueryString for the query protocol).
func Decode[T any](r *Request) (T, error) {
	var v T
	if r.protocol() == Query {
		form, err := url.ParseQuery(string(r.Body))
		if err != nil {
			return v, Errorf("MalformedQueryString", "The query string is malformed.")
		}
		return v, bind(&v, "form", func(name string) []string { return form[name] })
	}
	if err := decodeJSON(r.Body, &v); err != nil {
		return v, err
	}
	if r.HTTP != nil {
		query := r.HTTP.URL.Query()
		if err := bind(&v, "query", func(name string) []string { return query[name] }); err != nil {
			return v, err
		}
		if err := bind(&v, "header", r.HTTP.Header.Values); err != nil {
			return v, err
		}
	}
	return v, bind(&v, "path", func(name string) []string {
		if s, ok := r.PathParams[name]; ok {
			return []string{s}
		}
		return nil
	})
}

// decodeJSON reads exactly one JSON object from body into v.
func decodeJSON(body []byte, v any) error {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 {
		return nil
	}
	if trimmed[0] != '{' {
		return Errorf("SerializationException", "Start of structure or map found where not expected.")
	}
	dec := json.NewDecoder(bytes.NewReader(trimmed))
	if err := dec.Decode(v); err != nil {
		if typeErr, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return Errorf("SerializationException", "%s can not be converted to the type of member %s", typeErr.Value, typeErr.Field)
		}
		return Errorf("SerializationException", "The request body is not valid JSON.")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Errorf("SerializationException", "Unexpected content after the end of the JSON object.")
	}
	return nil
}

// bind fills the top-level fields of *v whose aws tag names source. A tag on
// a field of another type than string or []string is the service's mistake,
// not the caller's, and becomes an internal failure.
func bind(v any, source string, values func(name string) []string) error {
	s := reflect.ValueOf(v).Elem()
	if s.Kind() != reflect.Struct {
		return nil
	}
	for i := range s.NumField() {
		where, name, ok := strings.Cut(s.Type().Field(i).Tag.Get("aws"), "=")
		if !ok || where != source {
			continue
		}
		got := values(name)
		if len(got) == 0 {
			continue
		}
		switch field := s.Field(i); {
		case field.Kind() == reflect.String:
			field.SetString(got[0])
		case field.Type() == reflect.TypeFor[[]string]():
			field.Set(reflect.ValueOf(got))
		default:
			return fmt.Errorf("field %s of %T has an aws tag but is neither string nor []string", s.Type().Field(i).Name, v)
		}
	}
	return nil
}
