package ledger

// Codes of this room.
const (
	// CodeUnknownMode is a collection mode that does not exist.
	CodeUnknownMode = "unknown_collection_mode"
)
