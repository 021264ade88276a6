// The peer in Go: net/http with the same handlers.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	stringsPerObject = 1024
	stringBytes      = 256
	rowCount         = 10_000
	queryTime        = 20 * time.Millisecond
	slowQueryTime    = 250 * time.Millisecond
	storeTime        = 250 * time.Millisecond
	batch            = 100
	fetchTime        = time.Millisecond
)

type row struct {
	ID    int     `json:"id"`
	Name  string  `json:"name"`
	Email string  `json:"email"`
	City  string  `json:"city"`
	Total float64 `json:"total"`
}

var (
	made  atomic.Uint32
	mutex sync.Mutex
	store = map[string][]string{}
)

func main() {
	http.HandleFunc("/objects/", putObject)
	http.HandleFunc("/uploads", upload)
	http.HandleFunc("/report", report(queryTime))
	http.HandleFunc("/slow-report", report(slowQueryTime))
	http.HandleFunc("/list", list)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, nil))
}

func putObject(w http.ResponseWriter, r *http.Request) {
	object := makeObject()
	mutex.Lock()
	store[strings.Clone(r.URL.Path)] = object
	mutex.Unlock()
	io.WriteString(w, "stored")
}

func upload(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	time.Sleep(storeTime)
	fmt.Fprintf(w, `{"bytes":%d}`, len(body))
	runtime.KeepAlive(body)
}

func report(wait time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rows := query(wait)
		time.Sleep(wait)
		body, err := json.Marshal(rows)
		if err != nil {
			panic(err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}

func query(wait time.Duration) []row {
	time.Sleep(wait)
	rows := make([]row, rowCount)
	for id := range rows {
		rows[id] = rowOf(id)
	}
	return rows
}

// As rows of a cursor are sent: one after the other.
func list(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	out := bufio.NewWriterSize(w, 32*1024)
	out.WriteByte('[')
	for id := range rowCount {
		if id%batch == 0 {
			time.Sleep(fetchTime)
		}
		if id > 0 {
			out.WriteByte(',')
		}
		body, err := json.Marshal(rowOf(id))
		if err != nil {
			panic(err)
		}
		out.Write(body)
	}
	out.WriteByte(']')
	out.Flush()
}

func rowOf(id int) row {
	return row{
		ID:    id,
		Name:  fmt.Sprintf("customer %d", id),
		Email: fmt.Sprintf("customer-%d@example.com", id),
		City:  fmt.Sprintf("city %d", id%997),
		Total: float64(id) * 1.25,
	}
}

func makeObject() []string {
	object := make([]string, stringsPerObject)
	scratch := []byte(strings.Repeat("x", stringBytes))
	for i := range object {
		binary.LittleEndian.PutUint32(scratch, made.Add(1))
		object[i] = string(scratch)
	}
	return object
}
