package organizations

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/plans"
)

// Reasons that nobody can give would never be said: every one is in the SDK's model.
func TestEveryReasonIsAWSs(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range types.InvalidInputExceptionReason("").Values() {
		known[string(r)] = true
	}
	for _, r := range types.ConstraintViolationExceptionReason("").Values() {
		known[string(r)] = true
	}
	for _, r := range types.HandshakeConstraintViolationExceptionReason("").Values() {
		known[string(r)] = true
	}
	for _, e := range []smithy.APIError{
		&types.InvalidResponsibilityTransferTransitionException{}, &types.InvalidHandshakeTransitionException{}, &types.HandshakeNotFoundException{},
		&types.ResponsibilityTransferNotFoundException{}, &types.UnsupportedAPIEndpointException{}, &types.ResponsibilityTransferAlreadyInStatusException{},
		&types.HandshakeAlreadyInStateException{}, &types.DuplicateHandshakeException{}, &types.AccountOwnerNotVerifiedException{},
	} {
		known[reflect.TypeOf(e).Elem().Name()] = true
	}
	for _, list := range []map[string]string{sentences, already} {
		for reason, sentence := range list {
			if !known[reason] {
				t.Errorf("AWS gives no reason %s", reason)
			}
			if !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s is no sentence: %q", reason, sentence)
			}
		}
	}
}

func TestAReasonThatIsNewIsSaidAsItIs(t *testing.T) {
	t.Parallel()
	refused := fault.Wrap(&types.ConstraintViolationException{Reason: "SOMETHING_NEW"}, fault.Internal, ledger.CodeAWSRefused, "")
	f, ok := fault.As(refusal(awsapi.Call{Service: "organizations", Operation: "X"}, refused))
	if !ok || f.Code != plans.CodeRefusedByAWS || !strings.Contains(f.Message, "SOMETHING_NEW") {
		t.Errorf("%v", f)
	}
	other := fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "Denied.")
	if got := refusal(awsapi.Call{}, other); !errors.Is(got, other) {
		t.Errorf("%v", got)
	}
}
