// net/http with zerolog's access log and otelhttp, set up by the OTEL_* variables.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/rs/zerolog"
	"github.com/rs/zerolog/hlog"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	exporter, err := otlptracehttp.New(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter)))
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))

	logger := zerolog.New(os.Stdout).With().Timestamp().Str("service", "hello").Str("version", "1.0.0").Logger()
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", hello)
	logged := hlog.NewHandler(logger)(hlog.AccessHandler(access)(mux))
	traced := otelhttp.NewHandler(logged, "hello")
	log.Fatal(http.ListenAndServe(os.Getenv("HOST")+":"+os.Getenv("PORT"), traced))
}

func hello(w http.ResponseWriter, r *http.Request) {
	body, _ := json.Marshal(map[string]string{"hello": "world"})
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}

func access(r *http.Request, status, size int, duration time.Duration) {
	span := trace.SpanContextFromContext(r.Context())
	hlog.FromRequest(r).Info().
		Str("trace_id", span.TraceID().String()).
		Str("span_id", span.SpanID().String()).
		Str("method", r.Method).
		Str("path", r.URL.Path).
		Int("status", status).
		Dur("duration_ms", duration).
		Int("bytes_out", size).
		Str("remote", r.RemoteAddr).
		Msg("request")
}
