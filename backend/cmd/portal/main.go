// Command portal is the billing-transfer portal: `portal help` says what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"portal.example/backend/internal/app"
)

// version is set when the program is built.
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal kills at once
	os.Exit(app.Program{Args: os.Args[1:], Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr, Version: version}.Run(ctx))
}
