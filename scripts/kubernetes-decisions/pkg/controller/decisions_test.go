package controller

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/kubernetes/pkg/decisions"
)

// In a row: phase, "ready" or not, seconds since then, restarts of the container and of a sidecar, seconds since its creation.
type victimFacts struct {
	phase                     v1.PodPhase
	ready                     string
	since, main, sidecar, age int
}

func (f *victimFacts) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&f.phase, &f.ready, &f.since, &f.main, &f.sidecar, &f.age})
}

func TestDecisionsOnVictims(t *testing.T) {
	now := time.Now()
	ago := func(seconds int) metav1.Time { return metav1.NewTime(now.Add(-time.Duration(seconds) * time.Second)) }
	always := v1.ContainerRestartPolicyAlways
	decisions.Of(t, "victims", func(state struct{ Pods []victimFacts }) map[string]any {
		pods := []*v1.Pod{}
		for index, facts := range state.Pods {
			ready := v1.ConditionFalse
			if facts.ready == "ready" {
				ready = v1.ConditionTrue
			}
			pod := &v1.Pod{}
			pod.Name, pod.UID, pod.CreationTimestamp = strconv.Itoa(index), types.UID(fmt.Sprint(index)), ago(facts.age)
			pod.Spec = v1.PodSpec{
				NodeName:       "node",
				Containers:     []v1.Container{{Name: "main"}},
				InitContainers: []v1.Container{{Name: "sidecar", RestartPolicy: &always}, {Name: "init"}},
			}
			pod.Status = v1.PodStatus{
				Phase:                 facts.phase,
				Conditions:            []v1.PodCondition{{Type: v1.PodReady, Status: ready, LastTransitionTime: ago(facts.since)}},
				ContainerStatuses:     []v1.ContainerStatus{{Name: "main", RestartCount: int32(facts.main)}},
				InitContainerStatuses: []v1.ContainerStatus{{Name: "sidecar", RestartCount: int32(facts.sidecar)}, {Name: "init", RestartCount: 7}},
			}
			pods = append(pods, pod)
		}
		sort.Sort(ActivePodsWithRanks{Pods: pods, Rank: make([]int, len(pods)), Now: metav1.NewTime(now)})
		order := []int{}
		for _, pod := range pods {
			index, _ := strconv.Atoi(pod.Name)
			order = append(order, index)
		}
		return map[string]any{"order": order}
	})
}
