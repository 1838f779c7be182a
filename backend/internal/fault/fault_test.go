package fault_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
)

func TestFaultIsFoundInAChain(t *testing.T) {
	t.Parallel()
	f := fault.Wrap(io.ErrUnexpectedEOF, fault.Unavailable, "aws_unavailable", "AWS did not answer.")
	for name, err := range map[string]error{
		"itself": f, "wrapped": fmt.Errorf("read: %w", f), "joined": errors.Join(errors.New("other"), fmt.Errorf("read: %w", f)),
	} {
		got, ok := fault.As(err)
		if !ok || got != f || !fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Invalid) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
	for _, err := range []error{nil, io.EOF} {
		if got, ok := fault.As(err); ok || got != nil || fault.Is(err, fault.Internal) {
			t.Errorf("%v is a fault", err)
		}
	}
}

func TestCauseIsLoggedAndNotShown(t *testing.T) {
	t.Parallel()
	f := fault.Wrap(errors.New("secret"), fault.Internal, "code", "Something failed.")
	if !strings.Contains(f.Error(), "secret") || strings.Contains(f.Message, "secret") || !strings.HasPrefix(f.Error(), "code: Something failed.") {
		t.Errorf("error %q, message %q", f.Error(), f.Message)
	}
	if f := fault.Newf(fault.NotFound, "code", "No %s.", "job"); f.Error() != "code: No job." || f.Unwrap() != nil {
		t.Errorf("got %v", f)
	}
}

func TestInvalidParameterNamesIt(t *testing.T) {
	t.Parallel()
	f := fault.InvalidParameter("period", "invalid_month", "Use YYYY-MM.")
	if f.Kind != fault.Invalid || f.Code != fault.CodeInvalidRequest || f.Message != "period: Use YYYY-MM." || len(f.Fields) != 1 ||
		f.Fields[0] != (fault.Field{Parameter: "period", Code: "invalid_month", Detail: "Use YYYY-MM."}) {
		t.Errorf("got %+v", f)
	}
}

func TestAParameterInABodyIsAPlaceInIt(t *testing.T) {
	t.Parallel()
	of := fault.InvalidParameter("filter", "invalid_filter", "Use property:operator:value.")
	got, ok := fault.As(fault.InBody(of, "/gaps"))
	if !ok || got.Fields[0] != (fault.Field{Pointer: "/gaps/filter", Code: "invalid_filter", Detail: "Use property:operator:value."}) || of.Fields[0].Parameter != "filter" {
		t.Errorf("got %+v of %+v", got, of)
	}
	placed := &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Pointer: "/gaps/period"}}}
	if got, _ := fault.As(fault.InBody(placed, "/gaps")); got.Fields[0].Pointer != "/gaps/period" {
		t.Errorf("what has a place was moved to %s", got.Fields[0].Pointer)
	}
	if other := errors.New("other"); !errors.Is(fault.InBody(other, ""), other) {
		t.Error("another error was changed")
	}
}
