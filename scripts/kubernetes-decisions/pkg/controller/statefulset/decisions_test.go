package statefulset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubernetes/pkg/decisions"
)

// Notes whom it was asked to create and delete; there are no volumes.
type notes struct {
	StatefulPodControlObjectManager
	lock             sync.Mutex
	created, removed map[int]bool
}

func (n *notes) CreatePod(_ context.Context, pod *v1.Pod, _ *apps.StatefulSet) error {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.created[getOrdinal(pod)] = true
	return nil
}

func (n *notes) DeletePod(pod *v1.Pod) error {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.removed[getOrdinal(pod)] = true
	return nil
}

func (n *notes) UpdatePod(*v1.Pod, *apps.StatefulSet) error { return nil }

func (n *notes) GetPod(string, string) (*v1.Pod, error) { return nil, errors.New("no pod") }

func sorted(ordinals map[int]bool) []int {
	all := []int{}
	for ordinal := range ordinals {
		all = append(all, ordinal)
	}
	sort.Ints(all)
	return all
}

// In words: ordinal, "old" or "new", a phase or "unready", "ready" (not for long enough), "available"; "terminating".
func podOf(old, updated *apps.StatefulSet, words []string) *v1.Pod {
	var ordinal int
	fmt.Sscan(words[0], &ordinal)
	set := map[string]*apps.StatefulSet{"old": old, "new": updated}[words[1]]
	pod := newStatefulSetPod(set, ordinal)
	setPodRevision(pod, words[1])
	ready := v1.PodCondition{Type: v1.PodReady, Status: v1.ConditionFalse, LastTransitionTime: metav1.Now()}
	pod.Status.Phase = v1.PodRunning
	switch words[2] {
	case "available":
		ready.Status, ready.LastTransitionTime = v1.ConditionTrue, metav1.NewTime(time.Now().Add(-time.Hour))
	case "ready":
		ready.Status = v1.ConditionTrue
	case "unready":
	default:
		pod.Status.Phase = v1.PodPhase(words[2])
	}
	pod.Status.Conditions = []v1.PodCondition{ready}
	if len(words) > 3 {
		now := metav1.Now()
		pod.DeletionTimestamp = &now
	}
	return pod
}

func TestDecisionsOnStatefulSets(t *testing.T) {
	type state struct {
		Replicas  int32
		Policy    apps.PodManagementPolicyType
		Partition json.RawMessage
		Pods      []string
	}
	decisions.Of(t, "stateful-sets", func(given state) map[string]any {
		set := &apps.StatefulSet{}
		set.Name, set.Namespace, set.UID = "db", "default", "db"
		set.Spec = apps.StatefulSetSpec{
			Replicas: &given.Replicas, PodManagementPolicy: given.Policy, MinReadySeconds: 5, ServiceName: "db",
			Selector:       &metav1.LabelSelector{MatchLabels: map[string]string{"app": "db"}},
			UpdateStrategy: apps.StatefulSetUpdateStrategy{Type: apps.OnDeleteStatefulSetStrategyType},
		}
		set.Spec.Template.Labels = set.Spec.Selector.MatchLabels
		set.Spec.Template.Spec.Containers = []v1.Container{{Name: "db", Image: "new"}}
		var partition int32
		if json.Unmarshal(given.Partition, &partition) == nil {
			set.Spec.UpdateStrategy.Type = apps.RollingUpdateStatefulSetStrategyType
			set.Spec.UpdateStrategy.RollingUpdate = &apps.RollingUpdateStatefulSetStrategy{Partition: &partition}
		}
		oldSet := set.DeepCopy()
		oldSet.Spec.Template.Spec.Containers[0].Image = "old"
		revisions := []*apps.ControllerRevision{}
		for index, it := range []*apps.StatefulSet{oldSet, set} {
			revision, err := newRevision(it, int64(index+1), new(int32))
			if err != nil {
				t.Fatal(err)
			}
			revision.Name = it.Spec.Template.Spec.Containers[0].Image
			revisions = append(revisions, revision)
		}
		pods := []*v1.Pod{}
		for _, words := range given.Pods {
			pods = append(pods, podOf(oldSet, set, strings.Fields(words)))
		}
		noted := &notes{created: map[int]bool{}, removed: map[int]bool{}}
		control := &defaultStatefulSetControl{podControl: NewStatefulPodControlFromManager(noted, record.NewFakeRecorder(100))}
		if _, err := control.updateStatefulSet(context.TODO(), set, revisions[0], revisions[1], 0, pods, time.Now()); err != nil {
			t.Fatal(err)
		}
		return map[string]any{"create": sorted(noted.created), "remove": sorted(noted.removed)}
	})
}
